package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// dsp lists what a project of Visual C++ 6 compiles: a file of lines such as
//
//	# TARGTYPE "Win32 (x86) Dynamic-Link Library" 0x0102
//	!IF  "$(CFG)" == "filter - Win32 Release"
//	# ADD CPP /nologo /Gz /I "..\inc" /D "WIN32" /D "STD_CALL" /c
//	!ENDIF
//	SOURCE=.\filter.c
//	# ADD CPP /D "OF_THIS_FILE"
//
// A program is none for the kernel, and a DLL only if it is linked as a driver.
func (f *finder) dsp(path, text string) ([]compileCommand, error) {
	if kind := between(text, "# TARGTYPE \"", "\""); !saysDriver(text) && (strings.HasSuffix(kind, "Application") || strings.HasSuffix(kind, "Dynamic-Link Library")) {
		return nil, nil
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	var configurations []string
	for _, line := range lines {
		if name := configurationOf(line); name != "" && !slices.Contains(configurations, name) {
			configurations = append(configurations, name)
		}
	}
	chosen := f.choose(configurations)
	var list []compileCommand
	common := &options{style: styleCL}
	var own []string // the words of the compiler's options for the last file
	file := ""
	finish := func() {
		if file != "" && f.settings <= maxSettings {
			list = f.compiles(list, filepath.Dir(path), file, common.with(own))
		}
		file, own = "", nil
	}
	elsewhere := false // in the part of another configuration
	for _, line := range lines {
		line = strings.TrimSpace(line)
		options, adds := strings.CutPrefix(line, "# ADD CPP ")
		switch name := configurationOf(line); {
		case name != "":
			elsewhere = name != chosen
		case strings.HasPrefix(line, "!ENDIF"):
			elsewhere = false
		case elsewhere:
		case strings.HasPrefix(line, "SOURCE="):
			finish()
			file = strings.Trim(strings.TrimPrefix(line, "SOURCE="), `"`)
		case strings.HasPrefix(line, "# End Source File"):
			finish()
		case adds && file == "":
			common.read(splitWindows(options))
		case adds:
			own = append(own, splitWindows(options)...)
		}
	}
	finish()
	return list, nil
}

// configurationOf is the configuration of which a line opens the part; "" if it opens none.
func configurationOf(line string) string {
	if !strings.HasPrefix(line, "!IF") && !strings.HasPrefix(line, "!ELSEIF") {
		return ""
	}
	return between(line, `== "`, `"`)
}

// between is the text behind before and up to after, "" without them.
func between(text, before, after string) string {
	_, rest, found := strings.Cut(text, before)
	inner, _, closed := strings.Cut(rest, after)
	if !found || !closed {
		return ""
	}
	return inner
}

// choose returns the configuration to be read of those that an old project has, in its order: one for
// debugging if such a one is asked for and else none of these, for x64 if it has that.
func (f *finder) choose(configurations []string) string {
	best, most := "", -1
	for _, name := range configurations {
		score := 0
		if isDebugging(strings.ReplaceAll(name, "|", " ")) == f.forDebugging() {
			score += 2
		}
		if lower := strings.ToLower(name); strings.Contains(lower, "64") && !strings.Contains(lower, "ia64") {
			score++
		}
		if score > most {
			best, most = name, score
		}
	}
	return best
}
