#include "walk.h"
#include "calls.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What calls go to; the same for all walks of a process. */
static const libclang_table *libclang;

/* ---- growing arrays and the interning table ---- */

#define GROW(array, count, capacity)                                            \
	do {                                                                        \
		if ((count) == (capacity)) {                                            \
			(capacity) = (capacity) ? (capacity) * 2 : 1024;                    \
			(array) = realloc((array), (capacity) * sizeof *(array));           \
			if (!(array)) abort();                                              \
		}                                                                       \
	} while (0)

typedef struct { uint64_t a, b; int32_t value; } slot;
typedef struct { slot *slots; size_t capacity, used; } table;

static size_t slot_of(uint64_t a, uint64_t b, size_t capacity) {
	uint64_t h = a * 0x9E3779B97F4A7C15ull ^ b * 0xC2B2AE3D27D4EB4Full;
	return (h >> 17) & (capacity - 1);
}

/* Returns the slot of the key (a, b); value is -1 when it was not there. */
static slot *find(table *t, uint64_t a, uint64_t b) {
	if (t->used * 2 >= t->capacity) {
		table bigger = {0, t->capacity ? t->capacity * 2 : 1024, t->used};
		bigger.slots = malloc(bigger.capacity * sizeof(slot));
		if (!bigger.slots) abort();
		for (size_t i = 0; i < bigger.capacity; i++) bigger.slots[i].value = -1;
		for (size_t i = 0; i < t->capacity; i++) {
			if (t->slots[i].value < 0) continue;
			size_t h = slot_of(t->slots[i].a, t->slots[i].b, bigger.capacity);
			while (bigger.slots[h].value >= 0) h = (h + 1) & (bigger.capacity - 1);
			bigger.slots[h] = t->slots[i];
		}
		free(t->slots);
		*t = bigger;
	}
	size_t h = slot_of(a, b, t->capacity);
	while (t->slots[h].value >= 0) {
		if (t->slots[h].a == a && t->slots[h].b == b) return &t->slots[h];
		h = (h + 1) & (t->capacity - 1);
	}
	t->slots[h].a = a;
	t->slots[h].b = b;
	t->used++;
	return &t->slots[h];
}

/* ---- the walk ---- */

typedef struct {
	dl_tree *tree;
	table decls, types, strings, files;
	CXType *handles; /* by type index */
	size_t nhandles, caphandles;
	CXFile main, lastfile;
	int32_t lastindex;
	int parent_kind;
	const void *parent_stmt;
	const char *skip, *invented;
	int cplusplus;
	table functions; /* C++: name at file or namespace scope -> 1 if overloaded */
	table classes;
} walker;

static int32_t intern(walker *w, const char *s) {
	if (!s || !*s) return 0;
	uint64_t h = 1469598103934665603ull;
	const char *p = s;
	for (; *p; p++) h = (h ^ (unsigned char)*p) * 1099511628211ull;
	size_t length = p - s;
	slot *known = find(&w->strings, h, length);
	if (known->value >= 0) return known->value;
	dl_tree *t = w->tree;
	while (t->ntext + length + 1 > t->captext) {
		t->captext *= 2;
		t->text = realloc(t->text, t->captext);
		if (!t->text) abort();
	}
	known->value = (int32_t)t->ntext;
	memcpy(t->text + t->ntext, s, length + 1);
	t->ntext += length + 1;
	return known->value;
}

static int32_t intern_cx(walker *w, CXString s) {
	int32_t i = intern(w, clang_getCString(s));
	clang_disposeString(s);
	return i;
}

/* What stands for the name of a class or member that has none is a text of its own in
   some versions of libclang; in others it is empty, as here in all. */
static const char *own_name(const char *text) {
	if (!text || strstr(text, "(anonymous") || strstr(text, "(unnamed") || strstr(text, "(lambda")) return "";
	return text;
}

static int32_t intern_name(walker *w, CXCursor cursor) {
	CXString s = clang_getCursorSpelling(cursor);
	int32_t i = intern(w, own_name(clang_getCString(s)));
	clang_disposeString(s);
	return i;
}

static int32_t file_index(walker *w, CXFile file) {
	if (!file) return -1;
	if (file == w->lastfile) return w->lastindex;
	slot *known = find(&w->files, (uintptr_t)file, 0);
	if (known->value < 0) {
		int32_t name = intern_cx(w, clang_getFileName(file));
		known->value = name;
	}
	w->lastfile = file;
	return w->lastindex = known->value;
}

/* Leaves the namespaces without a name, which clang spells in a type, out of its name: nothing
   else is named with them. */
static void drop_anonymous(char *name) {
	static const char scope[] = "(anonymous namespace)::";
	size_t length = sizeof scope - 1;
	while ((name = strstr(name, scope))) memmove(name, name + length, strlen(name + length) + 1);
}

static int32_t intern_type(walker *w, CXString s) {
	const char *text = clang_getCString(s);
	int32_t i;
	if (text && strstr(text, "(anonymous namespace)::")) {
		char *plain = strdup(text);
		if (!plain) abort();
		drop_anonymous(plain);
		i = intern(w, plain);
		free(plain);
	} else i = intern(w, text);
	clang_disposeString(s);
	return i;
}

static int32_t type_index(walker *w, CXType type, int members);
static int32_t record_name(walker *w, CXCursor record);

static enum CXVisitorResult member(CXCursor field, CXClientData data) {
	walker *w = data;
	int32_t record = record_name(w, clang_getCursorSemanticParent(field));
	dl_field f = {intern_name(w, field), type_index(w, clang_getCursorType(field), 0), record};
	dl_tree *t = w->tree;
	GROW(t->fields, t->nfields, t->capfields);
	t->fields[t->nfields++] = f;
	return CXVisit_Continue;
}

/* Lists the members of a record, and of the records inside it, for an initialiser. */
static void list_members(walker *w, CXType type, int32_t index) {
	CXType canonical = clang_getCanonicalType(type);
	if (w->tree->types[index].fields >= 0) return;
	if (canonical.kind == CXType_ConstantArray || canonical.kind == CXType_IncompleteArray) {
		w->tree->types[index].fields = 0;
		int32_t element = type_index(w, clang_getArrayElementType(canonical), 1);
		w->tree->types[index].element = element;
		w->tree->types[index].length = clang_getArraySize(canonical);
		return;
	}
	if (canonical.kind != CXType_Record) return;
	/* The members of one record are contiguous: those of inner records are listed afterwards. */
	int32_t first = (int32_t)w->tree->nfields;
	w->tree->types[index].fields = first;
	w->tree->types[index].is_union = clang_getCursorKind(clang_getTypeDeclaration(canonical)) == CXCursor_UnionDecl;
	clang_Type_visitFields(canonical, member, w);
	int32_t count = (int32_t)w->tree->nfields - first;
	w->tree->types[index].nfields = count;
	for (int32_t i = first; i < first + count; i++) {
		int32_t inner = w->tree->fields[i].type;
		if (inner < 0) continue;
		int32_t kind = w->tree->types[inner].canonical_kind;
		if (kind == CXType_Record || kind == CXType_ConstantArray) list_members(w, w->handles[inner], inner);
	}
}

static int32_t type_index(walker *w, CXType type, int members) {
	if (type.kind == CXType_Invalid) return -1;
	slot *known = find(&w->types, (uintptr_t)type.data[0], type.kind);
	int32_t index = known->value;
	if (index < 0) {
		dl_tree *t = w->tree;
		GROW(t->types, t->ntypes, t->captypes);
		index = known->value = (int32_t)t->ntypes++;
		GROW(w->handles, w->nhandles, w->caphandles);
		w->handles[w->nhandles++] = type;
		CXType canonical = clang_getCanonicalType(type);
		enum CXTypeKind kind = type.kind;
		/* From 16 to 21 clang wraps each use of a typedef. */
		if (kind == CXType_Elaborated && clang_Type_getNamedType(type).kind == CXType_Typedef) kind = CXType_Typedef;
		dl_type info = {kind, 0, 0, canonical.kind, (int)clang_isConstQualifiedType(type), -1, -1, -1, 0, 0, -1};
		info.spell = intern_type(w, clang_getTypeSpelling(type));
		info.canonical = intern_type(w, clang_getTypeSpelling(canonical));
		w->tree->types[index] = info;
	}
	if (members) list_members(w, type, index);
	return index;
}

static int is_record(enum CXCursorKind kind) {
	return kind == CXCursor_StructDecl || kind == CXCursor_UnionDecl || kind == CXCursor_ClassDecl;
}

static unsigned offset_of(CXCursor cursor) {
	unsigned offset = 0;
	clang_getFileLocation(clang_getCursorLocation(cursor), 0, 0, 0, &offset);
	return offset;
}

/* The tag of a record. One without a tag is known by the record with one around it, or by the typedef that names
   the outermost, and by how far behind its beginning it stands: what else a header declares differs from unit to unit. */
static int32_t record_name(walker *w, CXCursor record) {
	int32_t tag = intern_name(w, record);
	if (tag) return tag;
	CXCursor outer = record, parent = clang_getCursorSemanticParent(record);
	CXString name = clang_getCursorSpelling(record);
	while (!*own_name(clang_getCString(name)) && is_record(clang_getCursorKind(parent))) {
		outer = parent;
		parent = clang_getCursorSemanticParent(outer);
		clang_disposeString(name);
		name = clang_getCursorSpelling(outer);
	}
	if (!*own_name(clang_getCString(name))) {
		clang_disposeString(name);
		name = clang_getTypeSpelling(clang_getCursorType(outer));
	}
	const char *text = own_name(clang_getCString(name));
	char place[256];
	if (*text) snprintf(place, sizeof place, "@%.200s+%u", text, offset_of(record) - offset_of(outer));
	else snprintf(place, sizeof place, "@%u", offset_of(record));
	clang_disposeString(name);
	return intern(w, place);
}

/* ---- names and classes of C++ ---- */

static int is_scope(enum CXCursorKind kind) {
	switch (kind) {
	case CXCursor_Namespace:
	case CXCursor_ClassDecl:
	case CXCursor_StructDecl:
	case CXCursor_UnionDecl:
	case CXCursor_ClassTemplate:
	case CXCursor_ClassTemplatePartialSpecialization:
		return 1;
	default:
		return 0;
	}
}

static int is_function(enum CXCursorKind kind) {
	switch (kind) {
	case CXCursor_FunctionDecl:
	case CXCursor_CXXMethod:
	case CXCursor_Constructor:
	case CXCursor_Destructor:
	case CXCursor_ConversionFunction:
	case CXCursor_FunctionTemplate:
		return 1;
	default:
		return 0;
	}
}

enum { NAME_SIZE = 1024 };

/* Appends the spelling of a name; a constructor of a template drops its arguments. */
static void append_name(char *name, CXCursor cursor) {
	CXString s = clang_getCursorSpelling(cursor);
	const char *text = own_name(clang_getCString(s));
	size_t used = strlen(name), length = strlen(text);
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	const char *arguments = 0;
	if (kind == CXCursor_Constructor || kind == CXCursor_Destructor) arguments = strchr(text, '<');
	if (arguments) length = arguments - text;
	if (length >= NAME_SIZE - used) length = NAME_SIZE - used - 1;
	memcpy(name + used, text, length);
	name[used + length] = 0;
	clang_disposeString(s);
}

/* Appends the qualified name of a class made from a template, with the template's
 * arguments; returns 0 for any other cursor. */
static int append_instance(char *name, CXCursor class) {
	if (clang_Cursor_isNull(clang_getSpecializedCursorTemplate(class))) return 0;
	CXString s = clang_getTypeSpelling(clang_getCanonicalType(clang_getCursorType(class)));
	const char *text = clang_getCString(s);
	int known = text && *text;
	if (known) strncat(name, text, NAME_SIZE - strlen(name) - 1);
	drop_anonymous(name);
	clang_disposeString(s);
	return known;
}

/* Writes the scopes around a cursor, each followed by two colons. */
static void append_scopes(char *name, CXCursor cursor) {
	CXCursor parent = clang_getCursorSemanticParent(cursor);
	if (!is_scope(clang_getCursorKind(parent))) return;
	size_t before = strlen(name);
	if (!append_instance(name, parent)) {
		append_scopes(name, parent);
		before = strlen(name);
		append_name(name, parent);
	}
	size_t used = strlen(name);
	if (used > before && used + 3 < NAME_SIZE) strcpy(name + used, "::");
}

typedef struct { CXCursor method; CXString name; int found; } overloads;

static enum CXChildVisitResult count_overload(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	overloads *o = data;
	if (clang_getCursorKind(cursor) != clang_getCursorKind(o->method)) return CXChildVisit_Continue;
	CXString name = clang_getCursorSpelling(cursor);
	o->found += strcmp(clang_getCString(name), clang_getCString(o->name)) == 0;
	clang_disposeString(name);
	return CXChildVisit_Continue;
}

static uint64_t hash(const char *s) {
	uint64_t h = 1469598103934665603ull;
	for (; *s; s++) h = (h ^ (unsigned char)*s) * 1099511628211ull;
	return h;
}

static int overloaded(walker *w, CXCursor cursor, const char *name) {
	CXCursor parent = clang_getCursorSemanticParent(cursor);
	if (clang_getCursorKind(parent) == CXCursor_Namespace || !is_scope(clang_getCursorKind(parent)))
		return find(&w->functions, hash(name), 0)->value > 0;
	overloads o = {cursor, clang_getCursorSpelling(cursor), 0};
	clang_visitChildren(parent, count_overload, &o);
	clang_disposeString(o.name);
	return o.found > 1;
}

/* The member of a template that a member of a class made from it is made from: libclang
 * lists the members of templates only, so that those tell which of them are overloaded. */
static CXCursor member_of_template(CXCursor cursor) {
	CXCursor class = clang_getCursorSemanticParent(cursor);
	CXCursor pattern = clang_getSpecializedCursorTemplate(cursor);
	if (!is_scope(clang_getCursorKind(class)) || clang_Cursor_isNull(pattern)) return cursor;
	return clang_Cursor_isNull(clang_getSpecializedCursorTemplate(class)) ? cursor : pattern;
}

/* Reports whether a type, or what it points or refers to, is declared in a namespace or class. */
static int is_scoped(CXType type) {
	for (int i = 0; i < 8; i++) {
		CXType to = clang_getPointeeType(type);
		if (to.kind == CXType_Invalid) break;
		type = to;
	}
	CXCursor declared = clang_getTypeDeclaration(type);
	return !clang_Cursor_isNull(declared) && is_scope(clang_getCursorKind(clang_getCursorSemanticParent(declared)));
}

static void append_text(char *name, const char *text, size_t length) {
	size_t used = strlen(name);
	if (used + length < NAME_SIZE) {
		memcpy(name + used, text, length);
		name[used + length] = 0;
	}
}

/* Appends the types of a function's parameters, "(A, B)" as the display name has them. Types of a scope are
 * qualified whole: libclang before 16 does that itself, later ones spell them as the author did. */
static void append_parameters(char *name, CXCursor function, const char *display) {
	const char *end = display + strlen(display) - 1, *from = end;
	int depth = 0;
	for (; from > display && *end == ')'; from--) {
		if (*from == ')') depth++;
		if (*from == '(' && --depth == 0) break;
	}
	if (*end != ')' || *from != '(') return;
	CXType of = clang_getCursorType(function);
	int count = clang_getNumArgTypes(of), index = 0;
	append_text(name, "(", 1);
	from++;
	for (const char *c = from; c <= end; c++) {
		if (*c == '<' || *c == '[' || *c == '(') depth++;
		if (*c == '>' || *c == ']' || *c == ')' && c < end) depth--;
		if (c < end && (depth > 0 || *c != ',')) continue;
		CXType type = clang_getArgType(of, index);
		if (index < count && !memchr(from, '<', c - from) && is_scoped(type)) {
			CXString whole = clang_getTypeSpelling(clang_getCanonicalType(type));
			append_text(name, clang_getCString(whole), strlen(clang_getCString(whole)));
			clang_disposeString(whole);
		} else {
			append_text(name, from, c - from);
		}
		append_text(name, c < end ? ", " : ")", c < end ? 2 : 1);
		index++;
		from = c[1] == ' ' ? c + 2 : c + 1;
	}
}

/* The name by which a function or variable is known in the whole driver: qualified, and
 * with its parameters' types where others share the name. */
static int32_t linked_name(walker *w, CXCursor cursor) {
	char name[NAME_SIZE] = "";
	append_scopes(name, cursor);
	append_name(name, cursor);
	if (clang_getCursorKind(cursor) == CXCursor_OverloadedDeclRef) {
		name[0] = 0;
		append_scopes(name, clang_getOverloadedDecl(cursor, 0));
		append_name(name, cursor);
	}
	cursor = member_of_template(cursor);
	if (is_function(clang_getCursorKind(cursor)) && overloaded(w, cursor, name)) {
		CXString display = clang_getCursorDisplayName(cursor);
		append_parameters(name, cursor, clang_getCString(display));
		clang_disposeString(display);
	}
	return intern(w, name);
}

static int is_reference(CXType type) {
	enum CXTypeKind kind = clang_getCanonicalType(type).kind;
	return kind == CXType_LValueReference || kind == CXType_RValueReference;
}

static uint64_t reference_parameters(CXCursor function) {
	CXType type = clang_getCanonicalType(clang_getCursorType(function));
	int count = clang_getNumArgTypes(type);
	uint64_t references = 0;
	for (int i = 0; i < count && i < 64; i++)
		if (is_reference(clang_getArgType(type, i))) references |= 1ull << i;
	return references;
}

static int32_t decl_index(walker *w, CXCursor cursor);
static int32_t class_of(walker *w, CXType type);

typedef struct { walker *w; dl_class class; dl_field *parts; size_t nparts, capparts; } class_walk;

static enum CXChildVisitResult class_part(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	class_walk *c = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (kind == CXCursor_Destructor && !clang_CXXMethod_isDefaulted(cursor)) c->class.destructor = decl_index(c->w, cursor);
	if (kind != CXCursor_FieldDecl && kind != CXCursor_CXXBaseSpecifier) return CXChildVisit_Continue;
	CXType type = clang_getCursorType(cursor);
	if (class_of(c->w, type) < 0) return CXChildVisit_Continue;
	dl_field part = {kind == CXCursor_FieldDecl ? intern_name(c->w, cursor) : 0, type_index(c->w, type, 0)};
	GROW(c->parts, c->nparts, c->capparts);
	c->parts[c->nparts++] = part;
	return CXChildVisit_Continue;
}

/* Returns the class of a type whose objects have something to run at the end of their
 * life, -1 for any other type, and notes it with the type. */
static int32_t class_of(walker *w, CXType type) {
	CXType canonical = clang_getCanonicalType(type);
	if (!w->cplusplus || canonical.kind != CXType_Record) return -1;
	CXCursor declaration = clang_getTypeDeclaration(canonical);
	CXCursor pattern = clang_getSpecializedCursorTemplate(declaration);
	CXCursor definition = clang_getCursorDefinition(clang_Cursor_isNull(pattern) ? declaration : pattern);
	/* Each class made from a template is one of its own. */
	uint64_t key = (uintptr_t)declaration.data[0];
	slot *known = find(&w->classes, key, 0);
	if (known->value < 0) {
		known->value = 0; /* a class that contains itself is an error: it has nothing to run */
		class_walk c = {w, {-1, 0, 0, 0}, 0, 0, 0};
		clang_visitChildren(definition, class_part, &c);
		int32_t index = 0;
		if (c.class.destructor >= 0 || c.nparts > 0) {
			dl_tree *t = w->tree;
			c.class.first = (int32_t)t->nparts;
			c.class.count = (int32_t)c.nparts;
			char instance[NAME_SIZE] = "";
			if (!clang_Cursor_isNull(pattern) && append_instance(instance, declaration)) c.class.instance = intern(w, instance);
			for (size_t i = 0; i < c.nparts; i++) {
				GROW(t->parts, t->nparts, t->capparts);
				t->parts[t->nparts++] = c.parts[i];
			}
			GROW(t->classes, t->nclasses, t->capclasses);
			t->classes[t->nclasses++] = c.class;
			index = (int32_t)t->nclasses;
		}
		free(c.parts);
		known = find(&w->classes, key, 0);
		known->value = index;
	}
	int32_t index = known->value - 1;
	int32_t noted = type_index(w, type, 0); /* it may move the types */
	w->tree->types[noted].class_index = index;
	return index;
}

/* The qualified name of a class, with its arguments if it is made from a template. */
static int32_t class_name(walker *w, CXCursor class) {
	char name[NAME_SIZE] = "";
	if (!append_instance(name, class)) {
		append_scopes(name, class);
		append_name(name, class);
	}
	return intern(w, name);
}

typedef struct { walker *w; dl_base class; } base_walk;

static void add_base(walker *w, dl_base b) {
	dl_tree *t = w->tree;
	GROW(t->bases, t->nbases, t->capbases);
	t->bases[t->nbases++] = b;
}

static enum CXChildVisitResult base_of(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	base_walk *b = data;
	if (clang_getCursorKind(cursor) != CXCursor_CXXBaseSpecifier) return CXChildVisit_Continue;
	CXType type = clang_getCanonicalType(clang_getCursorType(cursor));
	CXCursor base = clang_getTypeDeclaration(type);
	int32_t spelling = intern_type(b->w, clang_getTypeSpelling(type));
	int dependent = !is_scope(clang_getCursorKind(base)) || strstr(b->w->tree->text + spelling, "type-parameter");
	dl_base known = b->class;
	known.base = dependent ? spelling : class_name(b->w, base);
	add_base(b->w, known);
	return CXChildVisit_Continue;
}

/* Notes a class that is defined here, and its bases. */
static void bases(walker *w, CXCursor class) {
	if (clang_getCursorKind(class) == CXCursor_Namespace) return;
	base_walk b = {w, {class_name(w, class), 0, 0}};
	if (!b.class.class) return;
	for (CXCursor around = class; is_scope(clang_getCursorKind(around)); around = clang_getCursorSemanticParent(around)) {
		enum CXCursorKind kind = clang_getCursorKind(around);
		b.class.pattern |= kind == CXCursor_ClassTemplate || kind == CXCursor_ClassTemplatePartialSpecialization;
	}
	add_base(w, b.class);
	if (!b.class.pattern) class_of(w, clang_getCursorType(class));
	clang_visitChildren(class, base_of, &b);
}

static void describe_function(walker *w, CXCursor cursor, dl_decl *d) {
	d->result = type_index(w, clang_getCanonicalType(clang_getCursorResultType(cursor)), 0);
	d->function_param_count = clang_Cursor_getNumArguments(cursor);
	if (!w->cplusplus) return;
	d->references = reference_parameters(cursor);
	CXCursor class = clang_getCursorSemanticParent(cursor);
	if (!is_scope(clang_getCursorKind(class)) || clang_getCursorKind(class) == CXCursor_Namespace) return;
	if (!clang_CXXMethod_isStatic(cursor)) d->flags |= DL_METHOD;
	if (clang_CXXMethod_isVirtual(cursor)) d->flags |= DL_VIRTUAL;
	if (clang_CXXMethod_isPureVirtual(cursor)) d->flags |= DL_PURE;
	if (clang_CXXMethod_isDefaulted(cursor)) d->flags |= DL_DEFAULTED;
	d->record = class_name(w, class);
}

static int32_t decl_index(walker *w, CXCursor cursor) {
	if (clang_Cursor_isNull(cursor)) return -1;
	if (cursor.kind == CXCursor_OverloadedDeclRef && clang_getNumOverloadedDecls(cursor) == 1) cursor = clang_getOverloadedDecl(cursor, 0);
	CXCursor key = clang_getCanonicalCursor(cursor);
	slot *known = find(&w->decls, (uintptr_t)key.data[0], 1);
	if (known->value >= 0) return known->value;
	dl_tree *t = w->tree;
	GROW(t->decls, t->ndecls, t->capdecls);
	int32_t index = known->value = (int32_t)t->ndecls++;
	dl_decl d;
	memset(&d, 0, sizeof d);
	d.kind = clang_getCursorKind(cursor);
	int overloads = d.kind == CXCursor_OverloadedDeclRef && clang_getNumOverloadedDecls(cursor) > 0;
	int linked = w->cplusplus && (is_function(d.kind) || d.kind == CXCursor_VarDecl || overloads);
	d.name = linked ? linked_name(w, cursor) : intern_name(w, cursor);
	CXType type = clang_getCursorType(cursor);
	d.type = type_index(w, type, 0);
	d.result = -1;
	d.record = 0;
	if (is_function(d.kind)) describe_function(w, cursor, &d);
	if (d.kind == CXCursor_FieldDecl) d.record = record_name(w, clang_getCursorSemanticParent(cursor));
	if (d.kind == CXCursor_EnumConstantDecl) {
		d.hasvalue = 1;
		d.value = clang_getEnumConstantDeclValue(cursor);
	}
	d.linkage = clang_getCursorLinkage(cursor);
	d.storage = clang_Cursor_getStorageClass(cursor);
	CXFile file = 0;
	unsigned offset = 0;
	clang_getFileLocation(clang_getCursorLocation(cursor), &file, 0, 0, &offset);
	d.file = file_index(w, file);
	d.loc = offset;
	w->tree->decls[index] = d;
	return index;
}

/* ---- operators ---- */

int dl_operators_known(void) {
	return libclang->getCursorBinaryOperatorKind && libclang->getCursorUnaryOperatorKind;
}

/* The opcode lies in the bit field that begins every statement of clang's tree. What
 * the numbers mean is found by calibration, never assumed. */
static int32_t operator_bits(CXCursor cursor, int kind) {
	int unary = kind == CXCursor_UnaryOperator;
	if (dl_operators_known()) return unary ? clang_getCursorUnaryOperatorKind(cursor) : clang_getCursorBinaryOperatorKind(cursor);
	uint32_t word;
	memcpy(&word, cursor.data[1], sizeof word);
	return (word >> 18) & (unary ? 31 : 63);
}

static int32_t for_role(const void *statement, CXCursor child) {
	const void *const *words = statement;
	for (int i = 1; i <= 5; i++)
		if (words[i] == child.data[1]) return i;
	return 0;
}

static int evaluate(CXCursor cursor, int64_t *value) {
	CXEvalResult result = clang_Cursor_Evaluate(cursor);
	if (!result) return 0;
	int known = clang_EvalResult_getKind(result) == CXEval_Int;
	if (known) *value = clang_EvalResult_isUnsignedInt(result) ? (int64_t)clang_EvalResult_getAsUnsigned(result) : clang_EvalResult_getAsLongLong(result);
	clang_EvalResult_dispose(result);
	return known;
}

/* ---- nodes ---- */

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data);

static void describe(walker *w, CXCursor cursor, dl_node *n) {
	switch (n->kind) {
	case CXCursor_DeclRefExpr:
	case CXCursor_MemberRefExpr:
	case CXCursor_CallExpr:
		n->decl = decl_index(w, clang_getCursorReferenced(cursor));
		class_of(w, clang_getCursorType(cursor));
		n->type = type_index(w, clang_getCursorType(cursor), 0);
		n->spell = intern_name(w, cursor);
		break;
	case CXCursor_MemberRef:
		n->decl = w->cplusplus ? decl_index(w, clang_getCursorReferenced(cursor)) : -1;
		/* fall through */
	case CXCursor_LabelRef:
	case CXCursor_GotoStmt:
	case CXCursor_LabelStmt:
	case CXCursor_AnnotateAttr:
	case CXCursor_StringLiteral:
		n->spell = intern_cx(w, clang_getCursorSpelling(cursor));
		break;
	case CXCursor_InitListExpr:
	case CXCursor_CompoundLiteralExpr:
		n->type = type_index(w, clang_getCursorType(cursor), 1);
		break;
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_UnaryExpr:
	case CXCursor_CXXBoolLiteralExpr:
	case CXCursor_CXXNullPtrLiteralExpr:
		n->known = n->kind == CXCursor_CXXNullPtrLiteralExpr || evaluate(cursor, &n->value);
		n->type = type_index(w, clang_getCursorType(cursor), 0);
		break;
	case CXCursor_BinaryOperator:
	case CXCursor_CompoundAssignOperator:
	case CXCursor_UnaryOperator:
		n->op = operator_bits(cursor, n->kind);
		n->type = type_index(w, clang_getCursorType(cursor), 0);
		break;
	case CXCursor_OverloadedDeclRef:
		n->spell = intern_cx(w, clang_getCursorSpelling(cursor));
		break;
	case CXCursor_TypedefDecl:
		n->spell = intern_name(w, cursor);
		break;
	case CXCursor_TypeRef:
		if (w->cplusplus) n->type = type_index(w, clang_getCursorType(cursor), 0);
		break;
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl:
	case CXCursor_FunctionDecl:
	case CXCursor_CXXMethod:
	case CXCursor_Constructor:
	case CXCursor_Destructor:
	case CXCursor_ConversionFunction:
	case CXCursor_FunctionTemplate:
		n->decl = decl_index(w, cursor);
		n->type = type_index(w, clang_getCursorType(cursor), 0);
		n->spell = intern_cx(w, clang_getCursorSpelling(cursor));
		if (n->kind == CXCursor_VarDecl) class_of(w, clang_getCursorType(cursor));
		if (n->kind == CXCursor_Destructor) class_of(w, clang_getCursorType(clang_getCursorSemanticParent(cursor)));
		break;
	case CXCursor_CXXDeleteExpr:
		n->type = type_index(w, clang_getCursorType(cursor), 0);
		break;
	case CXCursor_UnexposedDecl: /* perhaps a structured binding, or a name of one */
		if (w->cplusplus && w->parent_kind == CXCursor_UnexposedDecl) n->decl = decl_index(w, cursor);
		else if (w->cplusplus) {
			CXType type = clang_getCursorType(cursor);
			if (type.kind == CXType_LValueReference || type.kind == CXType_RValueReference) type = clang_getPointeeType(type);
			n->type = type_index(w, type, 1);
		}
		break;
	default:
		if (clang_isExpression(n->kind)) n->type = type_index(w, clang_getCursorType(cursor), 0);
		break;
	}
}

static void node(walker *w, CXCursor cursor) {
	dl_tree *t = w->tree;
	GROW(t->nodes, t->nnodes, t->capnodes);
	size_t index = t->nnodes++;
	dl_node n;
	memset(&n, 0, sizeof n);
	n.kind = clang_getCursorKind(cursor);
	n.decl = n.type = -1;
	CXSourceRange range = clang_getCursorExtent(cursor);
	CXFile file = 0;
	unsigned from = 0, to = 0, loc = 0;
	clang_getFileLocation(clang_getRangeStart(range), &file, 0, 0, &from);
	clang_getFileLocation(clang_getRangeEnd(range), 0, 0, 0, &to);
	CXCursor place = n.kind == CXCursor_LabelRef ? clang_getCursorReferenced(cursor) : cursor;
	clang_getFileLocation(clang_getCursorLocation(place), 0, 0, 0, &loc);
	n.file = file_index(w, file);
	n.from = from;
	n.to = to;
	n.loc = loc;
	describe(w, cursor, &n);
	if (w->parent_kind == CXCursor_ForStmt) n.role = for_role(w->parent_stmt, cursor);
	if (w->parent_kind == CXCursor_CXXDeleteExpr) n.role = class_of(w, clang_getPointeeType(clang_getCursorType(cursor))) + 1;
	if (w->parent_kind == CXCursor_VarDecl) n.role = w->parent_stmt && w->parent_stmt == cursor.data[1];
	t->nodes[index] = n;
	int kind = w->parent_kind;
	const void *stmt = w->parent_stmt;
	w->parent_kind = n.kind;
	w->parent_stmt = n.kind == CXCursor_VarDecl ? clang_Cursor_getVarDeclInitializer(cursor).data[1] : cursor.data[1];
	clang_visitChildren(cursor, visit, w);
	w->parent_kind = kind;
	w->parent_stmt = stmt;
	w->tree->nodes[index].end = (int32_t)w->tree->nnodes;
}

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	node(data, cursor);
	return CXChildVisit_Continue;
}

static int slash(char c) {
#ifdef _WIN32
	if (c == '\\') return 1;
#endif
	return c == '/';
}

/* Tells whether a path begins with the length characters of folder. */
static int begins(const char *path, const char *folder, size_t length) {
	for (size_t i = 0; i < length; i++)
		if (path[i] != folder[i] && !(slash(path[i]) && slash(folder[i]))) return 0;
	return 1;
}

/* Tells whether the path lies below one of the folders, which are one a line. */
static int skipped(const char *folders, const char *path) {
	while (*folders) {
		size_t length = strcspn(folders, "\n");
		if (length && begins(path, folders, length) && slash(path[length])) return 1;
		folders += length + (folders[length] == '\n');
	}
	return 0;
}

static void macro(walker *w, CXCursor cursor) {
	CXSourceRange range = clang_getCursorExtent(cursor);
	CXFile file = 0;
	unsigned from = 0, to = 0;
	clang_getFileLocation(clang_getRangeStart(range), &file, 0, 0, &from);
	int32_t at = file_index(w, file);
	if (at < 0 || skipped(w->skip, w->tree->text + at)) return;
	clang_getFileLocation(clang_getRangeEnd(range), 0, 0, 0, &to);
	CXCursor definition = clang_getCursorReferenced(cursor);
	dl_macro m = {from, to, intern_cx(w, clang_getCursorSpelling(cursor)), 0, -1, at};
	if (!clang_Cursor_isNull(definition)) {
		CXFile home = 0;
		clang_getFileLocation(clang_getCursorLocation(definition), &home, 0, 0, 0);
		m.file = file_index(w, home);
		m.function_like = clang_Cursor_isMacroFunctionLike(definition);
	}
	dl_tree *t = w->tree;
	GROW(t->macros, t->nmacros, t->capmacros);
	t->macros[t->nmacros++] = m;
}

/* Tells whether a function was declared because a header is absent: what is known of it is a name. A function of that
 * name which the unit defines below is no overload, but the one meant. */
static int is_invented(walker *w, CXCursor function) {
	CXString display = clang_getCursorDisplayName(function);
	const char *text = clang_getCString(display);
	size_t length = strlen(text);
	int any = length > 5 && strcmp(text + length - 5, "(...)") == 0;
	clang_disposeString(display);
	if (!any) return 0;
	CXFile file = 0;
	clang_getFileLocation(clang_getCursorLocation(function), &file, 0, 0, 0);
	int32_t name = file_index(w, file);
	return name >= 0 && begins(w->tree->text + name, w->invented, strlen(w->invented));
}

/* Counts the functions of each name at file and namespace scope, so that overloads are
 * known before the first one is named. */
static enum CXChildVisitResult count_functions(CXCursor cursor, CXCursor parent, CXClientData data) {
	(void)parent;
	walker *w = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (kind == CXCursor_Namespace || kind == CXCursor_UnexposedDecl || kind == CXCursor_LinkageSpec) return CXChildVisit_Recurse;
	if (kind != CXCursor_FunctionDecl) return CXChildVisit_Continue;
	if (clang_Cursor_isNull(clang_getCanonicalCursor(cursor)) || !clang_equalCursors(clang_getCanonicalCursor(cursor), cursor) || is_invented(w, cursor)) return CXChildVisit_Continue;
	char name[NAME_SIZE] = "";
	append_scopes(name, cursor);
	append_name(name, cursor);
	find(&w->functions, hash(name), 0)->value++;
	return CXChildVisit_Continue;
}

static enum CXChildVisitResult annotation(CXCursor cursor, CXCursor parent, CXClientData found) {
	(void)parent;
	if (clang_getCursorKind(cursor) != CXCursor_AnnotateAttr) return CXChildVisit_Continue;
	*(int *)found = 1;
	return CXChildVisit_Break;
}

/* Tells whether a typedef is one of functions, or of pointers to them, with annotations. */
static int is_annotated(CXCursor cursor) {
	int found = 0;
	clang_visitChildren(cursor, annotation, &found);
	return found;
}

static enum CXChildVisitResult top(CXCursor cursor, CXCursor parent, CXClientData data) {
	walker *w = data;
	enum CXCursorKind kind = clang_getCursorKind(cursor);
	if (kind == CXCursor_MacroExpansion) macro(w, cursor);
	int scope = w->cplusplus && (is_scope(kind) || kind == CXCursor_UnexposedDecl || kind == CXCursor_LinkageSpec);
	int type = kind == CXCursor_TypedefDecl && is_annotated(cursor);
	if (!scope && !type && kind != CXCursor_VarDecl && !is_function(kind)) return CXChildVisit_Continue;
	CXFile file = 0;
	clang_getFileLocation(clang_getCursorLocation(cursor), &file, 0, 0, 0);
	int32_t name = file_index(w, file);
	if (name < 0) return CXChildVisit_Continue;
	if (skipped(w->skip, w->tree->text + name)) {
		/* What a unit makes of the model's templates runs their functions. */
		if (w->cplusplus && (kind == CXCursor_Namespace || kind == CXCursor_ClassTemplate)) return CXChildVisit_Recurse;
		if (!is_function(kind) || clang_getCursorKind(parent) != CXCursor_ClassTemplate) return CXChildVisit_Continue;
	}
	if (is_scope(kind)) bases(w, cursor);
	if (scope) return CXChildVisit_Recurse;
	w->parent_kind = 0;
	node(w, cursor);
	return CXChildVisit_Continue;
}

void dl_use(const libclang_table *table) { libclang = table; }

dl_tree *dl_walk(CXTranslationUnit unit, const char *skip, const char *invented, int cplusplus) {
	walker w;
	memset(&w, 0, sizeof w);
	w.tree = calloc(1, sizeof *w.tree);
	if (!w.tree) abort();
	w.skip = skip;
	w.invented = invented;
	w.cplusplus = cplusplus;
	w.tree->captext = 65536;
	w.tree->text = malloc(w.tree->captext);
	if (!w.tree->text) abort();
	w.tree->text[0] = 0;
	w.tree->ntext = 1;
	CXString name = clang_getTranslationUnitSpelling(unit);
	w.main = clang_getFile(unit, clang_getCString(name));
	clang_disposeString(name);
	w.tree->mainfile = file_index(&w, w.main);
	CXCursor all = clang_getTranslationUnitCursor(unit);
	if (cplusplus) clang_visitChildren(all, count_functions, &w);
	clang_visitChildren(all, top, &w);
	free(w.decls.slots);
	free(w.types.slots);
	free(w.strings.slots);
	free(w.files.slots);
	free(w.functions.slots);
	free(w.classes.slots);
	free(w.handles);
	return w.tree;
}

void dl_free(dl_tree *t) {
	free(t->nodes);
	free(t->decls);
	free(t->types);
	free(t->fields);
	free(t->macros);
	free(t->classes);
	free(t->parts);
	free(t->bases);
	free(t->text);
	free(t);
}
