#include "load.h"
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>

/* What the DLL needs is looked for beside it and in the system's folders, never in the
   working folder or along PATH. */
void *libclang_open(const char *path, char *why, size_t size) {
	WCHAR wide[32768];
	HMODULE library = NULL;
	if (MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, sizeof wide / sizeof *wide) > 0)
		library = LoadLibraryExW(wide, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
	if (!library) snprintf(why, size, "the system can't load it (error %lu)", GetLastError());
	return library;
}

void *libclang_symbol(void *library, const char *name) { return (void *)GetProcAddress(library, name); }
