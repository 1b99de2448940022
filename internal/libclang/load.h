/* Loading a shared library and filling the table from it. */
#ifndef DRVLINT_LIBCLANG_LOAD_H
#define DRVLINT_LIBCLANG_LOAD_H
#include "table.h"

/* Filled by libclang_bind; its members are null before. */
extern libclang_table *libclang;

/* Loads the library at a path in UTF-8; null if the system refuses it: then *why says so in
   at most `size` bytes. */
void *libclang_open(const char *path, char *why, size_t size);

/* The address of a symbol, null if the library has none of that name. */
void *libclang_symbol(void *library, const char *name);

/* Fills the table. Returns the name of a function that the library lacks, null if it has
   them all; if not, the table is as before. */
const char *libclang_bind(void *library);

#endif
