package ctext

// Names is what a text says about its own names.
type Names struct {
	// Defined holds macros, types, tags, enumerators, and the functions and variables
	// of file scope that are declared or defined. All branches of an #if count.
	Defined map[string]bool
	// Macros holds the defined macros; the value tells whether they take arguments.
	Macros map[string]bool
	// Includes lists the included names in order, as spelled, without <> or "".
	Includes []string
	// Bodies holds where the bodies of functions at file scope begin and end, in bytes.
	Bodies [][2]int
	// Angled holds those of them that are spelled with <>.
	Angled map[string]bool
}

// scanner walks the tokens of one file.
type scanner struct {
	text   []byte
	tokens []Token
	names  *Names
}

// Scan finds out which names the text defines and which files it includes.
func Scan(text []byte, tokens []Token) *Names {
	s := &scanner{text: text, names: &Names{Defined: map[string]bool{}, Macros: map[string]bool{}, Angled: map[string]bool{}}}
	s.tokens = s.directives(tokens)
	for at := 0; at < len(s.tokens); {
		at = s.declaration(at)
	}
	return s.names
}

// directives reads the preprocessor lines and returns the tokens outside of them that count.
func (s *scanner) directives(tokens []Token) []Token {
	code := make([]Token, 0, len(tokens))
	var branches Branches
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != Directive {
			if !branches.Skipped() {
				branches.Count(s.text, tokens[i])
				code = append(code, tokens[i])
			}
			continue
		}
		start := i + 1
		for i < len(tokens) && tokens[i].Kind != LineEnd {
			i++
		}
		line := tokens[start:min(i, len(tokens))]
		branches.Directive(s.text, line)
		s.directive(line)
	}
	return code
}

// Branches follows the #if lines of a text, token by token. Of the branches of an #if of which the first opens or
// closes a brace, it is the only one that counts: the others mostly spell the same brace in another way.
type Branches struct {
	depth int // open braces
	open  []branch
}

// A branch is an #if that is not closed.
type branch struct {
	depth   int  // before it
	skipped bool // its present branch does not count
}

// Skipped reports whether what comes next does not count.
func (b *Branches) Skipped() bool {
	return len(b.open) > 0 && b.open[len(b.open)-1].skipped
}

// Count passes a token that counts, outside of directives.
func (b *Branches) Count(text []byte, t Token) {
	switch {
	case t.Kind != Punct:
	case t.Is(text, "{"):
		b.depth++
	case t.Is(text, "}"):
		b.depth--
	}
}

// Directive passes a directive, without its # and the end of its line.
func (b *Branches) Directive(text []byte, line []Token) {
	if len(line) == 0 {
		return
	}
	switch line[0].In(text) {
	case "if", "ifdef", "ifndef":
		b.open = append(b.open, branch{b.depth, b.Skipped()})
	case "else", "elif", "elifdef", "elifndef":
		if n := len(b.open); n > 0 {
			b.open[n-1].skipped = b.open[n-1].skipped || b.open[n-1].depth != b.depth
		}
	case "endif":
		if n := len(b.open); n > 0 {
			b.open = b.open[:n-1]
		}
	}
}

func (s *scanner) directive(line []Token) {
	if len(line) < 2 {
		return
	}
	switch {
	case line[0].Is(s.text, "define"):
		name := line[1].In(s.text)
		s.names.Defined[name] = true
		s.names.Macros[name] = len(line) > 2 && line[2].Is(s.text, "(") && line[2].From == line[1].To
	case line[0].Is(s.text, "include"):
		if name := s.includeName(line[1:]); name != "" {
			s.names.Includes = append(s.names.Includes, name)
		}
	}
}

func (s *scanner) includeName(line []Token) string {
	first := line[0]
	if first.Kind == Text && first.To-first.From > 2 {
		return string(s.text[first.From+1 : first.To-1])
	}
	last := line[len(line)-1]
	if first.Is(s.text, "<") && last.Is(s.text, ">") {
		name := string(s.text[first.To:last.From])
		s.names.Angled[name] = true
		return name
	}
	return ""
}

// declaration reads one declaration of file scope from token at and returns the index
// of the token after it.
func (s *scanner) declaration(at int) int {
	if s.is(at, "extern") && at+2 < len(s.tokens) && s.tokens[at+1].Kind == Text && s.is(at+2, "{") {
		return at + 3 // extern "C": its content is file scope as well
	}
	if s.tokens[at].Kind == Ident && s.is(at+1, "{") && !s.tagWord(at) && !s.is(at, "namespace") {
		return at + 2 // a macro for extern "C"
	}
	if s.is(at, "{") || s.is(at, "}") || s.is(at, ";") {
		return at + 1
	}
	if s.is(at, "namespace") {
		for at < len(s.tokens) && !s.is(at, "{") && !s.is(at, ";") {
			at++
		}
		return at + 1 // so is a namespace's
	}
	if s.is(at, "using") && s.is(at+2, "=") {
		s.define(at + 1)
	}
	typedef := s.is(at, "typedef")
	for i := at; i < len(s.tokens); i++ {
		switch {
		case s.is(i, ";"):
			return i + 1
		case s.is(i, ":") && s.bases(at, i):
			for !s.is(i+1, "{") && !s.is(i+1, ";") && i+1 < len(s.tokens) {
				i++
			}
		case s.is(i, "="):
			i = s.initialiser(i)
		case s.is(i, "("):
			i = s.group(at, i, typedef)
		case s.is(i, "{"):
			end := s.close(i)
			if s.body(i) {
				s.noteBody(at, i, end)
				return end + 1
			}
			s.tagged(at, i, end)
			i = end
		case s.is(i, "}"):
			return i + 1
		case s.tagWord(at) && i == at+1 && s.is(i+1, ";"): // struct X; says no more than that there is one
		case s.tokens[i].Kind == Ident && i > at && s.declarator(i):
			s.define(i)
		}
	}
	return len(s.tokens)
}

// bases reports whether the colon at i, in the declaration that begins at start, stands before the bases of a class: they
// are named, not declared.
func (s *scanner) bases(start, i int) bool {
	if s.is(i-1, ":") || s.is(i+1, ":") {
		return false
	}
	for ; start < i; start++ {
		if s.tagWord(start) {
			return true
		}
	}
	return false
}

// initialiser returns the index of the last token of the initialiser after the = at i.
func (s *scanner) initialiser(i int) int {
	for i++; i < len(s.tokens); i++ {
		switch {
		case s.is(i, "(") || s.is(i, "{"):
			i = s.close(i)
		case s.is(i, ";") || s.is(i, ","):
			return i - 1
		}
	}
	return i
}

// declarator reports whether the word at i is a declared name: it ends a declarator
// and something that can be a type comes before it.
func (s *scanner) declarator(i int) bool {
	if !(s.is(i+1, ";") || s.is(i+1, ",") || s.is(i+1, "=") || s.is(i+1, "[")) && !s.initialised(i+1) {
		return false
	}
	before := s.tokens[i-1]
	return before.Kind == Ident || before.Is(s.text, "*") || before.Is(s.text, "}") || before.Is(s.text, ",") || before.Is(s.text, ")")
}

// initialised reports whether the word at i is a macro of the text behind a declared name: TYPE NAME DEFAULT;
func (s *scanner) initialised(i int) bool {
	if i < 2 || i+1 >= len(s.tokens) || s.tokens[i].Kind != Ident || !s.is(i+1, ";") || s.is(i-2, "extern") || s.is(i-2, "static") || s.is(i-2, "const") || s.is(i-2, "volatile") {
		return false // extern TYPE NAME, where the name is a macro
	}
	arguments, macro := s.names.Macros[s.tokens[i].In(s.text)]
	return macro && !arguments
}

// group reads the parenthesis at open in the declaration that began at start: the
// parameters of a function, the declarator of a function pointer, or the argument of
// an annotation. It returns the index of the closing parenthesis.
func (s *scanner) group(start, open int, typedef bool) int {
	end := s.close(open)
	if s.is(end+1, "(") { // RET (CALL *NAME)(...)
		for i := end - 1; i > open; i-- {
			if s.tokens[i].Kind == Ident {
				s.define(i)
				break
			}
		}
		return s.close(end + 1)
	}
	if open <= start || s.tokens[open-1].Kind != Ident || s.is(open-2, ":") {
		return end // also the method of a class: void Lock::Take()
	}
	if which, ok := namingMacros[s.tokens[open-1].In(s.text)]; ok {
		s.defineArgument(open, end, which)
		return end
	}
	if open-1 == start && !s.is(end+1, "{") {
		return end // the use of a macro, as C_ASSERT(x);
	}
	if s.annotation(open - 1) { // it may follow a function's parameters
		if name := s.annotated(open - 1); name > start && (s.is(end+1, ";") || s.is(end+1, "{")) {
			s.define(name)
		}
		return end
	}
	if s.is(end+1, ";") || s.is(end+1, ",") || s.is(end+1, "{") {
		s.define(open - 1)
		return end
	}
	if brace := s.oldStyleBody(end); brace > 0 && !typedef {
		s.define(open - 1)
		return brace - 1
	}
	return end
}

// Macros of the kit that declare the name given as the argument with this index.
var namingMacros = map[string]int{
	"DEFINE_GUID": 0, "DEFINE_DEVPROPKEY": 0, "DEFINE_PROPERTYKEY": 0, "DECLARE_CONST_UNICODE_STRING": 0,
	"DECLARE_GLOBAL_CONST_UNICODE_STRING": 0, "DECLARE_HANDLE": 0, "DECLARE_UNICODE_STRING_SIZE": 0,
	"WDF_DECLARE_CONTEXT_TYPE_WITH_NAME": 1, "WDF_DECLARE_TYPE_AND_GETTER": 1,
}

func (s *scanner) defineArgument(open, end, which int) {
	for i := open + 1; i < end; i++ {
		if s.is(i, ",") {
			which--
		}
		if which == 0 && s.tokens[i].Kind == Ident {
			s.define(i)
			return
		}
	}
}

// oldStyleBody returns the index of the brace of a function whose parameters, in the
// list that ends at end, are declared before its body; 0 if it is none.
func (s *scanner) oldStyleBody(end int) int {
	for i := end + 1; i < len(s.tokens) && i < end+60; i++ {
		switch {
		case s.is(i, "{") && i > end+1 && s.is(i-1, ";"):
			return i
		case s.is(i, "{") || s.is(i, "(") || s.is(i, "}") || s.is(i, "="):
			return 0
		}
	}
	return 0
}

// body reports whether the brace at i opens the body of a function.
func (s *scanner) body(i int) bool {
	return i > 0 && (s.is(i-1, ")") || s.is(i-1, ";"))
}

// noteBody keeps the place of a body, unless the parenthesis before it may be that of an
// attribute of a structure.
func (s *scanner) noteBody(start, open, end int) {
	for i := start; i < open; i++ {
		if s.is(i, "typedef") || s.is(i, "struct") || s.is(i, "union") || s.is(i, "enum") || s.is(i, "class") {
			return
		}
	}
	if s.is(end, "}") {
		s.names.Bodies = append(s.names.Bodies, [2]int{int(s.tokens[open].From), int(s.tokens[end].To)})
	}
}

// tagged records the tag of the record or enumeration whose brace is at open, in the
// declaration that begins at start, and the enumerators inside. In C++ bases or a type
// stand between the tag and the brace.
func (s *scanner) tagged(start, open, end int) {
	word := open - 1
	for i := start; i < open; i++ {
		if s.is(i, ":") && i > start && !s.is(i-1, ":") && !s.is(i+1, ":") {
			word = i - 1
			break
		}
	}
	if word >= 0 && s.is(word, "final") {
		word--
	}
	if word >= 0 && s.tokens[word].Kind == Ident && !s.tagWord(word) {
		s.define(word)
		word--
	}
	if word >= 0 && (s.is(word, "enum") || s.is(word-1, "enum")) {
		s.enumerators(open, end)
		return
	}
	for i := open + 1; i < end; i++ { // an enumeration in a structure is known outside of it, too
		if !s.is(i, "enum") {
			continue
		}
		if i+1 < end && s.tokens[i+1].Kind == Ident {
			i++
		}
		if s.is(i+1, "{") {
			s.enumerators(i+1, s.close(i+1))
		}
	}
}

// enumerators records those between two braces.
func (s *scanner) enumerators(open, end int) {
	for i := open + 1; i < end; i++ {
		if s.tokens[i].Kind == Ident && (s.is(i-1, "{") || s.is(i-1, ",")) {
			s.define(i)
		}
	}
}

func (s *scanner) tagWord(i int) bool {
	return s.is(i, "struct") || s.is(i, "union") || s.is(i, "enum") || s.is(i, "class")
}

func (s *scanner) define(i int) { s.names.Defined[s.tokens[i].In(s.text)] = true }
