package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// waiting is a driver that waits under a fast mutex. TEXT stands on the line of the wait, too.
const waiting = `#include <ntddk.h>
/* TEXT */
FAST_MUTEX Lock; // TEXT
KEVENT Event;
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    ExAcquireFastMutex(&Lock);
    DbgPrint("TEXT"); /* TEXT */ KeWaitForSingleObject(&Event, Executive, KernelMode, FALSE, NULL);
    ExReleaseFastMutex(&Lock);
    return STATUS_SUCCESS;
}
`

const wait = "KeWaitForSingleObject(&Event, Executive, KernelMode, FALSE, NULL)"

// located analyses one file and returns where its only finding is: as the JSON report,
// the SARIF report and the excerpt of the text report say it.
func located(t *testing.T, raw []byte) (line, column, sarifColumn, sarifEnd int, excerpt string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "driver.c")
	if err := os.WriteFile(file, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	var text, problems bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &text, Stderr: &problems}
	args := []string{"--color", "never", "--format", "text", "--format", "json=" + folder + "/out.json", "--format", "sarif=" + folder + "/out.sarif", file}
	if code := c.Main(args); code != exitFindings {
		t.Fatalf("exit %d\n%s%s", code, text.String(), problems.String())
	}
	var report struct {
		Findings []struct{ Line, Column int }
	}
	var log struct {
		Runs []struct {
			Results []struct {
				Locations []struct {
					PhysicalLocation struct {
						Region struct{ StartLine, StartColumn, EndColumn int }
					}
				}
			}
		}
	}
	for name, into := range map[string]any{"out.json": &report, "out.sarif": &log} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(report.Findings) != 1 {
		t.Fatalf("%d findings", len(report.Findings))
	}
	region := log.Runs[0].Results[0].Locations[0].PhysicalLocation.Region
	if region.StartLine != report.Findings[0].Line {
		t.Errorf("line %d in SARIF, %d in JSON", region.StartLine, report.Findings[0].Line)
	}
	return report.Findings[0].Line, report.Findings[0].Column, region.StartColumn, region.EndColumn, text.String()
}

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	raw, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// However a source is encoded, a finding is where it is. JSON counts bytes, of UTF-8 for
// UTF-16; SARIF counts UTF-16 code units of what a reader sees.
func TestPlacesInEncodings(t *testing.T) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for name, test := range map[string]struct {
		encoding encoding.Encoding
		text     string
	}{
		"ASCII":               {encoding.Nop, "plain"},
		"UTF-8":               {encoding.Nop, "Größe 漢字 😀"},
		"UTF-8 with a mark":   {unicode.UTF8BOM, "Größe 漢字 😀"},
		"UTF-16 little":       {little, "Größe 漢字 😀"},
		"UTF-16 big":          {big, "Größe 漢字 😀"},
		"GBK":                 {simplifiedchinese.GBK, "\u8a97\u5f07 \u4e28 中文"},
		"GBK with backslash":  {simplifiedchinese.GBK, "\u8a97\u5f07誠"},
		"CP949":               {korean.EUCKR, "한국어 커널"},
		"Shift-JIS backslash": {japanese.ShiftJIS, "表示 ソ ﾃｽﾄ 能"},
		"Latin-1":             {charmap.ISO8859_1, "Größe à côté"},
		"Windows-1251":        {charmap.Windows1251, "Мьютекс"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(waiting, "TEXT", test.text)
			raw := encoded(t, test.encoding, text)
			if name == "UTF-8" && !utf8.Valid(raw) {
				t.Fatal("the test is wrong")
			}
			before, _, _ := strings.Cut(strings.Split(text, "\n")[7], wait)
			onDisk := before
			if !strings.HasPrefix(name, "UTF") {
				onDisk = string(encoded(t, test.encoding, before))
			}
			units := len(utf16.Encode([]rune(onDisk)))
			line, column, sarifColumn, sarifEnd, excerpt := located(t, raw)
			if line != 8 || column != len(onDisk)+1 || sarifColumn != units+1 || sarifEnd != units+1+len(wait) {
				t.Errorf("line %d, column %d, SARIF %d to %d; want line 8, column %d, SARIF %d to %d", line, column, sarifColumn, sarifEnd, len(onDisk)+1, units+1, units+1+len(wait))
			}
			shown, marked := excerptOf(t, excerpt)
			if strings.HasPrefix(name, "UTF-16") && !strings.Contains(shown, test.text) {
				t.Errorf("the excerpt shows %q", shown)
			}
			if strings.Count(marked, "~")+1 != len(wait) {
				t.Errorf("marked %q of %q", marked, shown)
			}
		})
	}
}

// excerptOf returns the source line of a text report's first finding and the marks below.
func excerptOf(t *testing.T, text string) (line, marks string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.Contains(l, "^") && i > 0 {
			return lines[i-1], l
		}
	}
	t.Fatalf("no excerpt in\n%s", text)
	return "", ""
}

// However lines end, and whatever control characters stand in a source, a finding is
// where it is.
func TestPlacesAmongControlCharacters(t *testing.T) {
	plain := strings.ReplaceAll(waiting, "TEXT", "x")
	for name, test := range map[string]struct {
		text         string
		line, column int
	}{
		"LF":             {plain, 8, 28},
		"CRLF":           {strings.ReplaceAll(plain, "\n", "\r\n"), 8, 28},
		"CR":             {strings.ReplaceAll(plain, "\n", "\r"), 8, 28},
		"mixed":          {strings.Replace(strings.Replace(plain, "\n", "\r\n", 2), ";\nKEVENT", ";\rKEVENT", 1), 8, 28},
		"tabs":           {strings.ReplaceAll(plain, "    ", "\t"), 8, 25},
		"form feed":      {strings.ReplaceAll(plain, "NTSTATUS DriverEntry", "\f\nNTSTATUS DriverEntry"), 9, 28},
		"vertical tab":   {strings.ReplaceAll(plain, "    ", "\v   "), 8, 28},
		"NUL in comment": {strings.ReplaceAll(plain, "/* x */", "/* \x00 */"), 8, 28},
		"SUB at the end": {plain + "\x1a", 8, 28},
		"after SUB":      {plain + "\x1a this is { no longer C )", 8, 28},
		"splices":        {strings.ReplaceAll(plain, "DbgPrint(\"x\");", "DbgPrint(\\\n\"x\");"), 9, 15},
		"no last line":   {strings.TrimSuffix(plain, "\n"), 8, 28},
	} {
		t.Run(name, func(t *testing.T) {
			line, column, sarifColumn, _, excerpt := located(t, []byte(test.text))
			if line != test.line || column != test.column || sarifColumn != test.column {
				t.Errorf("line %d, column %d, SARIF %d; want line %d, column %d", line, column, sarifColumn, test.line, test.column)
			}
			if shown, _ := excerptOf(t, excerpt); !strings.Contains(shown, wait) {
				t.Errorf("the excerpt shows %q", shown)
			}
		})
	}
}
