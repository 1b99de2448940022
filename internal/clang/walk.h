/* The bulk walk: one call visits a whole translation unit and fills flat arrays. */
#ifndef DRVLINT_WALK_H
#define DRVLINT_WALK_H
#include "table.h"
#include <stddef.h>
#include <stdint.h>

/* A node of the tree, in preorder: its children lie between it and node `end`. */
typedef struct {
	int32_t kind;      /* CXCursorKind */
	int32_t end;       /* index after the last node of its subtree */
	int32_t file;      /* string index of the file name, -1 without one */
	uint32_t from, to; /* byte offsets, after macro expansion */
	uint32_t loc;      /* offset of the cursor's own location: the name in a declaration or member access; of the label that a goto names */
	int32_t decl;      /* declaration that it makes or refers to, -1 without one */
	int32_t type;      /* -1 when of no interest */
	int32_t spell;     /* string index, 0 for the empty string */
	int32_t op;        /* raw operator code */
	int32_t role;      /* child of a for statement: its raw role; child of a variable: 1 for the initialiser */
	int32_t known;     /* value is valid */
	int64_t value;     /* literals, sizeof */
} dl_node;

typedef struct {
	int32_t kind, name, type, result; /* result: type of a function's result, -1 otherwise */
	int32_t linkage, storage;
	int32_t file;
	uint32_t loc;
	int32_t record;       /* string: tag of the record that a field belongs to, qualified name of a method's class */
	int32_t hasvalue;     /* value is valid */
	int32_t function_param_count;
	int64_t value; /* of an enumerator */
	int32_t flags; /* DL_METHOD ... */
	uint64_t references; /* bit i: parameter i is a reference */
} dl_decl;

/* Flags of a declaration. */
enum { DL_METHOD = 1, DL_VIRTUAL = 2, DL_DEFAULTED = 4, DL_PURE = 8 };

typedef struct {
	int32_t kind, spell, canonical, canonical_kind;
	int32_t is_const;
	int32_t element;          /* type of an array's element */
	int64_t length;           /* elements of an array, -1 when not known */
	int32_t fields, nfields;  /* members of a record used by an initialiser; fields is -1 when not listed */
	int32_t is_union;
	int32_t class_index;      /* of a C++ class that an object is made of, -1 otherwise */
} dl_type;

typedef struct { int32_t name, type, record; } dl_field; /* record: string, as in dl_decl */

/* What the end of an object's life runs: its destructor, then those of its members and
   bases, last first. */
typedef struct {
	int32_t destructor; /* declaration, -1 without one of the driver's own */
	int32_t first, count; /* in `parts`: bases (without a name) and members, in order */
	int32_t instance;     /* string: its name if it is made from a template */
} dl_class;

/* A class that the driver's files define, once without a base and once for each base that it
   names. A base that hangs on the arguments of a template is spelled as clang does. */
typedef struct {
	int32_t class, base; /* strings: qualified names; base is 0 for none */
	int32_t pattern;     /* it is a template, or lies in one */
} dl_base;

/* A macro expansion in a file of the driver. */
typedef struct {
	uint32_t from, to;
	int32_t name;
	int32_t function_like;
	int32_t file; /* string: where the macro is defined, -1 for a built-in */
	int32_t at; /* string: where it is expanded */
} dl_macro;

typedef struct {
	dl_node *nodes; size_t nnodes, capnodes;
	dl_decl *decls; size_t ndecls, capdecls;
	dl_type *types; size_t ntypes, captypes;
	dl_field *fields; size_t nfields, capfields;
	dl_macro *macros; size_t nmacros, capmacros;
	dl_class *classes; size_t nclasses, capclasses;
	dl_field *parts; size_t nparts, capparts;
	dl_base *bases; size_t nbases, capbases;
	char *text; size_t ntext, captext; /* NUL-terminated strings, found by index */
	int32_t mainfile;
} dl_tree;

/* Says what calls of libclang go to. It must be called before all else, and never while
   units are walked. */
void dl_use(const libclang_table *);

/* Whether libclang itself tells operators: LLVM 17 and later. */
int dl_operators_known(void);

/* Walks the unit, as C++ if `cplusplus` is set. Declarations in files whose name begins with `skip` are not entered; the file
   `invented` declares what absent headers do. */
dl_tree *dl_walk(CXTranslationUnit unit, const char *skip, const char *invented, int cplusplus);
void dl_free(dl_tree *);
#endif
