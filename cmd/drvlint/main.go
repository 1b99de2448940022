// Command drvlint finds the defects in Windows kernel drivers that hang and crash
// machines in the field.
package main

func main() {}
