//go:build unix

package paths

// Every path is as good as another: what lies there is judged by looking.
func unsafe(string) string { return "" }
