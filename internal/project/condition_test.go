package project

import (
	"path/filepath"
	"testing"
)

// testProject is a project without a file, in the configuration Release|x64.
func testProject() *msbuild {
	d := newDisk()
	m := &msbuild{disk: d, properties: newProperties("/p/x.vcxproj", "Release", "x64", d)}
	m.properties.set("Version", "10.0.17763.0")
	m.properties.set("Text", "One (two)")
	return m
}

func TestCondition(t *testing.T) {
	m := testProject()
	for text, want := range map[string]bool{
		"": true, "'$(Configuration)|$(Platform)'=='Release|x64'": true, "'$(Configuration)'=='debug'": false,
		"'$(Platform)' != 'X64'": false, "'$(Nothing)' == ''": true, "!('a'=='b')": true,
		"false": false, "True": true, "$(Configuration)==Release": true, "'@(Inf)'!=''": true,

		// "and" binds closer than "or".
		"'a'=='b' Or 'a'=='A'": true, "'a'=='a' or 'a'=='b' and 'a'=='c'": true, "('a'=='a' or 'a'=='b') and 'a'=='c'": false,
		"'a'=='b' or ('a'=='a' and 'b'=='c')": false, "!'a'=='b' and 'c'=='c'": true,

		// Numbers and versions are compared as such, other texts for equality only.
		"1.0 == 1": true, "0x10 > 15": true, "'9' < '10'": true, "2 >= 3": false, "3 <= 3": true, "3 != 3.0": false,
		"'$(Version)' >= '10.0.9'": true, "$(Version) < 10.0": false, "'v1.2' == '1.2'": true, "'yes' == 'true'": true,
		"'1.2.3' == '1.2.3.0'": false, "'a' != '1'": true,

		"exists('nowhere')": false, "Exists('$(Nothing)')": false, "exists('/')": true,
		"HasTrailingSlash('x')": false, `HasTrailingSlash('x\')`: true, "!HasTrailingSlash('$(ProjectDir)')": false,

		// Functions, also in quotes and with quotes and parentheses in their arguments.
		"$(Text.Contains('(two)'))": true, "'$(Text.Replace('One (', ''))' == 'two)'": true,
		"$(Configuration.StartsWith('Deb')) or !$(Platform.EndsWith('64'))": false,
		"$([System.String]::IsNullOrEmpty('$(Nothing)'))":                   true, "'$([System.IO.Path]::GetFileName('a\\b.c'))' == 'b.c'": true,

		// What is not understood holds, unless the rest decides.
		"$(A) >= 3": true, "(": true, "'a' < 'b'": true, "'unclosed": true, "Weird('x')": true, "a b": true,
		"'a' < 'b' and 'a' == 'b'": false, "!('a' < 'b')": true,
	} {
		if got := m.holds(text, "/p"); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

func TestPropertyFunctions(t *testing.T) {
	m := testProject()
	for text, want := range map[string]string{
		"$(Text.Substring(4))": "(two)", "$(Text.Substring(0, 3).ToUpper())": "ONE", "$(Text.Length)": "9", "$(Text.IndexOf('e'))": "2",
		"$(Text.Trim(')').TrimEnd('wo'))": "One (t", "$(Version.Split('.')[0])": unknown, "$(Text.Substring(99))": unknown,
		"$([System.IO.Path]::Combine('a\\', 'b', 'c'))": "a/b/c", "$([System.IO.Path]::Combine('a', '/b'))": "/b",
		"$([System.IO.Path]::GetFileNameWithoutExtension('$(MSBuildProjectFullPath)'))": "x",
		"$([MSBuild]::NormalizePath('$(MSBuildProjectDirectory)', '..', 'q'))":          "/q",
		"$([MSBuild]::NormalizeDirectory('q'))":                                         "/p/q/", "$([MSBuild]::EnsureTrailingSlash('q'))": "q/",
		"$([MSBuild]::MakeRelative('/p/a', '/p/b'))": "../b", "$([MSBuild]::ValueOrDefault('$(Nothing)', 'else'))": "else",
		"$([MSBuild]::Add(1, 2))": "3", "$([MSBuild]::VersionGreaterThan('$(Version)', '9.0'))": "True",
		"$([System.String]::Format('{0}-{1}', 'a', $(Platform)))": "a-x64", "$([System.String]::new('ab').Replace('a', 'c'))": "cb",
		"$([MSBuild]::GetPathOfFileAbove('nowhere.props'))": "", "$([System.Guid]::NewGuid())": unknown, "$(Nothing)": unknown,
		"a$(Platform)b$(Unclosed": "ax64b" + unknown,
	} {
		if got := filepath.ToSlash(m.properties.expand(text)); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestSplitWindows(t *testing.T) {
	for line, want := range map[string][]string{
		"": nil, ` a  b `: {"a", "b"}, `"a b"c d`: {"a bc", "d"}, `a\b\\c`: {`a\b\\c`}, `a\"b`: {`a"b`}, `a\\"b c"`: {`a\b c`},
		`"a""b"`: {`a"b`}, `""`: {""}, `"unclosed x`: {"unclosed x"}, `/DX=\"y z\"`: {`/DX="y`, `z"`},
	} {
		got := splitWindows(line)
		if len(got) != len(want) {
			t.Errorf("%s: got %q, want %q", line, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", line, got, want)
			}
		}
	}
}

func TestMostAlike(t *testing.T) {
	for _, test := range []struct {
		wanted, want string
		have         []string
	}{
		{"Release|x64", "Win10 Release|x64", []string{"Win8 Debug|x64", "Win10 Release|Win32", "Win10 Release|x64", "Win8 Release|x64"}},
		{"Release|x64", "Debug|x64", []string{"Release|Win32", "Debug|x64"}},
		{"Debug|ARM64", "debug|arm64", []string{"Release|ARM64", "debug|arm64"}},
		{"Release|x64", "Free|Win32", []string{"Free|Win32"}},
	} {
		if got := mostAlike(test.have, test.wanted); got != test.want {
			t.Errorf("%s of %q: got %s", test.wanted, test.have, got)
		}
	}
}
