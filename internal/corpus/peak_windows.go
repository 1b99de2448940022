package main

import "os"

// peakOf is 0: Windows forgets what a process held when it ends.
func peakOf(*os.ProcessState) float64 { return 0 }
