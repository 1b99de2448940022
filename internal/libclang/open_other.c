//go:build !windows

#include "load.h"
#include <dlfcn.h>
#include <stdio.h>

void *libclang_open(const char *path, char *why, size_t size) {
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		const char *message = dlerror();
		snprintf(why, size, "%s", message ? message : "the system can't load it");
	}
	return library;
}

void *libclang_symbol(void *library, const char *name) { return dlsym(library, name); }
