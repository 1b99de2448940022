// Package wdk models the headers of the Windows driver kit: enough of them for any
// driver to parse where no kit is installed.
//
// What clang is given is selected by use: Select takes the words of a driver's source
// and returns one header with just the declarations that those words need. They come
// from three places, the first that knows a name wins:
//
//   - include/*.h, written by hand: annotations, base types, macros, the structures and
//     roles that the analysis reads;
//   - facts/facts.tsv, generated from what the public driver documentation states (ddi/facts);
//   - facts/constants.tsv, the numbers behind documented constants.
package wdk

//go:generate go run ./gen

import (
	"embed"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

var (
	//go:embed include/*.h include/*.hpp
	written embed.FS
	//go:embed facts/facts.tsv
	factText string
	//go:embed facts/constants.tsv
	constantText string
	//go:embed facts/headers.txt
	headerText string
)

// A table holds lines by the name that each begins with, up to a tab.
type table func() map[string]string

var (
	facts     = newTable(&factText)
	constants = newTable(&constantText)
)

// newTable reads an embedded text when it is first asked.
func newTable(text *string) table {
	return sync.OnceValue(func() map[string]string {
		lines := make(map[string]string, strings.Count(*text, "\n"))
		for line := range strings.Lines(*text) {
			name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			lines[name] = rest
		}
		return lines
	})
}

// lookup returns what follows a name and its tab.
func (t table) lookup(name string) (string, bool) {
	rest, ok := t()[name]
	return rest, ok
}

// A chunk is one declaration or #define of the hand-written headers.
type chunk struct {
	text   string
	macro  bool
	empty  bool     // #define NAME
	tag    string   // of the structure that it declares by typedef
	names  []string // that it declares, sorted
	kept   bool     // stands even where a real kit has its own
	self   bool     // #define NAME NAME: must stand even if the driver defines NAME
	strong []string
	weak   []string // records mentioned by tag: may come later
}

// model is the hand-written headers, cut into chunks.
type model struct {
	chunks []chunk
	byName map[string][]int
}

var handWritten = sync.OnceValue(func() *model {
	m := &model{byName: map[string][]int{}}
	for _, name := range []string{"base", "macros", "sal", "seh", "predicates", "roles", "ke", "io", "fs", "flt", "wdf", "ndis", "com", "ks", "families", "named"} {
		text, err := written.ReadFile("include/" + name + ".h")
		if err != nil {
			panic(err) // embedded: the build is broken
		}
		m.read(text, name == "sal" || name == "predicates")
	}
	return m
})

func (m *model) read(text []byte, kept bool) {
	tokens := ctext.Tokens(text)
	for at := 0; at < len(tokens); {
		end := chunkEnd(text, tokens, at)
		m.add(text, tokens[at:end])
		m.chunks[len(m.chunks)-1].kept = kept
		at = end
	}
}

// chunkEnd returns the index after the declaration or directive that begins at token at.
func chunkEnd(text []byte, tokens []ctext.Token, at int) int {
	if tokens[at].Kind == ctext.Directive {
		for i := at; i < len(tokens); i++ {
			if tokens[i].Kind == ctext.LineEnd {
				return i + 1
			}
		}
	}
	for i := at; i < len(tokens); i++ {
		if tokens[i].Is(text, "{") {
			i = ctext.Close(text, tokens, i)
		}
		if tokens[i].Is(text, ";") {
			return i + 1
		}
	}
	return len(tokens)
}

func (m *model) add(text []byte, tokens []ctext.Token) {
	names := ctext.Scan(text, tokens)
	last := tokens[len(tokens)-1]
	c := chunk{text: string(text[tokens[0].From:last.To]), macro: tokens[0].Kind == ctext.Directive}
	c.self = c.macro && len(tokens) == 5 && tokens[2].In(text) == tokens[3].In(text)
	c.empty = c.macro && len(tokens) == 4
	if len(tokens) > 3 && tokens[0].Is(text, "typedef") && tokens[1].Is(text, "struct") && tokens[3].Is(text, "{") {
		c.tag = tokens[2].In(text)
	}
	for i, t := range tokens {
		if t.Kind != ctext.Ident || names.Defined[t.In(text)] {
			continue
		}
		if i > 0 && (tokens[i-1].Is(text, "struct") || tokens[i-1].Is(text, "union")) {
			c.weak = append(c.weak, t.In(text))
		} else {
			c.strong = append(c.strong, t.In(text))
		}
	}
	c.names = sortedKeys(names.Defined)
	for _, name := range c.names {
		m.byName[name] = append(m.byName[name], len(m.chunks))
	}
	m.chunks = append(m.chunks, c)
}

// Knows reports whether the model declares the name.
func Knows(name string) bool {
	if _, ok := handWritten().byName[name]; ok {
		return true
	}
	if _, ok := facts.lookup(name); ok {
		return true
	}
	_, ok := constants.lookup(name)
	return ok
}

// KnowsMacro reports whether the model defines the name as a macro other than a
// constant.
func KnowsMacro(name string) bool {
	m := handWritten()
	for _, i := range m.byName[name] {
		if m.chunks[i].macro {
			return true
		}
	}
	return false
}

// Macros returns the text of the macros of the model.
var Macros = sync.OnceValue(func() string {
	var b strings.Builder
	for _, c := range handWritten().chunks {
		if c.macro {
			b.WriteString(c.text + "\n")
		}
	}
	return b.String()
})

// StandsForNothing reports whether the model defines the name as a macro for nothing: IN.
func StandsForNothing(name string) bool {
	m := handWritten()
	return slices.ContainsFunc(m.byName[name], func(i int) bool { return m.chunks[i].macro && m.chunks[i].empty })
}

// Prefixes are what macros of the model put in front of the name that they are given: macro -> prefix.
var Prefixes = sync.OnceValue(func() map[string]string {
	list := map[string]string{}
	for _, c := range handWritten().chunks {
		if m := pasting.FindStringSubmatch(c.text); m != nil && c.macro && m[2] == m[4] {
			list[m[1]] = m[3]
		}
	}
	return list
})

var pasting = regexp.MustCompile(`^#define (\w+)\((\w+)\) (\w+)##(\w+)\s*$`)

// identifiers are what names of GUIDs begin with, in the headers of kernel streaming, of COM, of devices and of the filtering platform.
var identifiers = []string{"AUDIO_EFFECT_TYPE_", "AUDIO_SIGNALPROCESSINGMODE_", "CLSID_", "EVENTSETID_", "FWPM_CONDITION_", "FWPM_LAYER_", "FWPM_SUBLAYER_UNIVERSAL", "GUID_", "IID_", "KSAUDFNAME_", "KSCATEGORY_", "KSDATAFORMAT_SPECIFIER_", "KSDATAFORMAT_SUBTYPE_", "KSDATAFORMAT_TYPE_", "KSEVENTSETID_", "KSINTERFACESETID_", "KSMEDIUMSETID_", "KSMETHODSETID_", "KSNODETYPE_", "KSNOTIFICATIONID_", "KSNOTIFICATIONSETID_", "KSPROPSETID_", "KSPROPERTYSETID_", "PINNAME_", "SIDEBANDAUDIO_PARAMS_SET_"}

// NamesGUID reports whether a name that nobody declares is that of a GUID.
func NamesGUID(name string) bool {
	return slices.ContainsFunc(identifiers, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// KnowsRecord reports whether Select can add members to the record with this tag.
func KnowsRecord(tag string) bool {
	if chunks, hand := handWritten().byName[tag]; hand {
		return handWritten().chunks[chunks[0]].tag == tag
	}
	rest, ok := facts.lookup(tag)
	return ok && strings.HasPrefix(rest, "record\tstruct")
}

// Family returns the names that the model declares together with name: a structure's tag
// and aliases, an enumeration's members.
func Family(name string) []string {
	if chunks, hand := handWritten().byName[name]; hand {
		return handWritten().chunks[chunks[0]].names
	}
	rest, _ := facts.lookup(name)
	tag := name
	if kind, of, _ := strings.Cut(rest, "\t"); kind == "alias" || kind == "member" {
		tag = of
		rest, _ = facts.lookup(tag)
	}
	fields := strings.Split(rest, "\t")
	if fields[0] != "record" {
		return []string{name}
	}
	family := []string{tag}
	for _, alias := range strings.Fields(fields[2]) {
		family = append(family, strings.TrimLeft(alias, "*"))
	}
	if fields[1] == "enum" {
		for _, member := range strings.Split(fields[3], ", ") {
			member, _, _ = strings.Cut(member, " = ")
			family = append(family, member)
		}
	}
	return family
}

// LacksTypes reports whether name is a type of functions with a parameter or a result of a type that the model does not have.
func LacksTypes(name string) bool {
	rest, _ := facts.lookup(name)
	list, ok := strings.CutPrefix(rest, "callback\t")
	if _, hand := handWritten().byName[name]; hand || !ok {
		return false
	}
	source := []byte(list)
	return slices.ContainsFunc(ctext.Tokens(source), func(t ctext.Token) bool {
		return t.Kind == ctext.Ident && !keywords[t.In(source)] && !Knows(t.In(source))
	})
}

// Members returns the tag of a structure that the model takes from the documentation, by a name of it, and the words of its declaration;
// "" if name is none.
func Members(name string) (tag string, words map[string]bool) {
	if _, hand := handWritten().byName[name]; hand {
		return "", nil
	}
	rest, _ := facts.lookup(name)
	tag, _ = strings.CutPrefix(rest, "alias\t")
	body, ok := facts.lookup(tag)
	if !ok || !strings.HasPrefix(body, "record\tstruct") {
		return "", nil
	}
	words, source := map[string]bool{}, []byte(body)
	for _, t := range ctext.Tokens(source) {
		words[t.In(source)] = true
	}
	return tag, words
}

// IsRecord reports whether the model declares a structure or union of this name.
func IsRecord(name string) bool {
	m := handWritten()
	for _, i := range m.byName[name] {
		if text := m.chunks[i].text; strings.HasPrefix(text, "typedef struct") || strings.HasPrefix(text, "typedef union") {
			return strings.Contains(text, "{")
		}
	}
	rest, ok := facts.lookup(name)
	return ok && (strings.HasPrefix(rest, "record\t") || strings.HasPrefix(rest, "alias\t"))
}

// IsObject reports whether the model declares a structure or union of this name, and not a pointer to one.
func IsObject(name string) bool {
	m := handWritten()
	for _, i := range m.byName[name] {
		text := m.chunks[i].text
		return strings.Contains(text, "{") && (strings.HasPrefix(text, "typedef struct") || strings.HasPrefix(text, "typedef union")) && !strings.Contains(text[strings.LastIndexByte(text, '}'):], "*"+name)
	}
	rest, _ := facts.lookup(name)
	tag, alias := strings.CutPrefix(rest, "alias\t")
	record, ok := facts.lookup(tag)
	fields := strings.Split(record, "\t")
	return alias && ok && len(fields) > 2 && (fields[1] == "struct" || fields[1] == "union") && slices.Contains(strings.Fields(fields[2]), name)
}

// IsType reports whether the model declares a type of this name: no tag, no enumerator.
func IsType(name string) bool {
	m := handWritten()
	for _, i := range m.byName[name] {
		if text := m.chunks[i].text; strings.HasPrefix(text, "typedef ") && !strings.HasPrefix(text, "typedef enum") {
			return name != m.chunks[i].tag
		}
	}
	rest, ok := facts.lookup(name)
	return ok && (strings.HasPrefix(rest, "alias\t") || strings.HasPrefix(rest, "callback\t") || strings.HasPrefix(rest, "pointer\t"))
}

var kitHeaders = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, name := range strings.Fields(headerText + " " + otherHeaders) {
		known[name] = true
	}
	return known
})

// Headers of the kit or the compiler that the documentation does not name.
const otherHeaders = `
	assert.h basetsd.h basetyps.h bugcodes.h conio.h ctype.h devguid.h devioctl.h devpkey.h devpropdef.h
	dontuse.h driverspecs.h errno.h evntrace.h excpt.h fltkernel.h fltuser.h fltuserstructures.h fwpmk.h fwpsk.h
	guiddef.h hidport.h initguid.h intrin.h intsafe.h ip2string.h kernelspecs.h ks.h ksmedia.h limits.h math.h mstcpip.h
	ndisguid.h netiodef.h ntddcdrm.h ntdddisk.h ntddk.h ntddkbd.h ntddmou.h ntddscsi.h ntddstor.h
	ntddvol.h ntdef.h ntifs.h ntimage.h ntintsafe.h ntndk.h ntstatus.h ntstrsafe.h packoff.h packon.h poppack.h
	portcls.h process.h pshpack1.h pshpack2.h pshpack4.h pshpack8.h sal.h scsi.h sdkddkver.h
	specstrings.h srb.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h storport.h string.h strsafe.h
	suppress.h tchar.h tdi.h tdikrnl.h time.h usb.h usbdlib.h usbdi.h usbioctl.h warning.h wchar.h wdf.h wdm.h
	wdmguid.h wdmsec.h windef.h windows.h winerror.h winioctl.h winnt.h wmidata.h wmilib.h wmistr.h wpprecorder.h
	wsk.h wtypes.h`

// IsHeader reports whether name is a header of the kit or of the compiler, regardless
// of case. Such a header is never looked for in a driver's tree.
func IsHeader(name string) bool { return kitHeaders()[strings.ToLower(name)] }

// guards are the macros that headers of the kit define, with those that they include: by these a text tells which it has.
var guards = map[string][]string{
	"fltkernel.h": {"_NTDEF_", "_WDMDDK_", "_NTDDK_", "_NTIFS_", "__FLTKERNEL__"},
	"ndis.h":      {"_NTDEF_", "_WDMDDK_", "_NDIS_"},
	"ntddk.h":     {"_NTDEF_", "_WDMDDK_", "_NTDDK_"},
	"ntdef.h":     {"_NTDEF_"},
	"ntifs.h":     {"_NTDEF_", "_WDMDDK_", "_NTDDK_", "_NTIFS_"},
	"wdm.h":       {"_NTDEF_", "_WDMDDK_"},
	"windef.h":    {"_WINDEF_"},
}

// Guards lists the macros by which a text tells that it includes a header of the kit, regardless of case.
func Guards(header string) []string { return guards[strings.ToLower(header)] }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Size returns how large the model is: the bytes of its declarations, and the names that
// it declares.
func Size() (bytes, names int) {
	m := handWritten()
	for _, c := range m.chunks {
		bytes += len(c.text)
	}
	return bytes + len(factText) + len(constantText), len(m.byName) + len(facts()) + len(constants())
}
