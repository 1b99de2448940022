package wdk

import (
	"path"
	"slices"
	"strings"
)

// kernelHeaders are headers of the kit that only code for the kernel includes.
var kernelHeaders = []string{
	"ntddk.h", "wdm.h", "ntifs.h", "fltkernel.h", "wdf.h", "ndis.h", "storport.h", "fwpsk.h", "wsk.h",
	"portcls.h", "dispmprt.h", "d3dkmddi.h", "srb.h", "minitape.h", "ntstrsafe.h", "bdasup.h", "vhf.h",
}

// userHeaders are headers that only code for user mode includes: those of the Windows SDK
// and of the libraries of C and C++ that need it, and of other systems.
var userHeaders = []string{
	"windows.h", "winsock.h", "winsock2.h", "ws2tcpip.h", "winuser.h", "winbase.h", "winhttp.h", "wininet.h", "tchar.h", "setupapi.h",
	"shlobj.h", "shellapi.h", "commctrl.h", "iphlpapi.h", "psapi.h", "tlhelp32.h", "dbghelp.h", "fltuser.h", "objbase.h", "afxwin.h",
	"afx.h", "atlbase.h", "conio.h", "unistd.h", "pthread.h", "dlfcn.h", "iostream", "fstream", "sstream", "iomanip", "filesystem",
	"string", "vector", "map", "unordered_map", "set", "thread", "mutex", "future", "functional", "regex", "gtest/gtest.h",
	"gmock/gmock.h", "catch.hpp", "cppunittest.h", "sys/socket.h", "sys/mman.h", "sys/wait.h", "sys/ioctl.h", "sys/module.h", "sys/systm.h",
}

// otherFolders are those of headers of other systems and of libraries for user mode.
var otherFolders = []string{"wx/", "gtk/", "boost/", "linux/", "asm/", "mach/", "iokit/", "libkern/", "uvm/", "kern/"}

// ForKernel reports whether a header, as an #include names it, is one that only code for
// the kernel includes.
func ForKernel(name string) bool {
	return slices.Contains(kernelHeaders, path.Base(spelled(name)))
}

// ForUser reports whether a header, as an #include <> names it, is one that only code for
// user mode or for another system includes.
func ForUser(name string) bool {
	if len(name) > 1 && name[0] == 'Q' && name[1] >= 'A' && name[1] <= 'Z' && !strings.Contains(name, ".") { // of Qt
		return true
	}
	lower := spelled(name)
	return slices.Contains(userHeaders, lower) || slices.ContainsFunc(otherFolders, func(folder string) bool { return strings.HasPrefix(lower, folder) })
}

func spelled(name string) string { return strings.ToLower(strings.ReplaceAll(name, `\`, "/")) }
