package libclang

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"fmt"
	"os"
	"runtime"
)

// machines names, for each architecture of Go, what the formats of libraries call it.
var machines = map[string]struct {
	elf   elf.Machine
	pe    uint16
	macho macho.Cpu
}{
	"amd64": {elf.EM_X86_64, pe.IMAGE_FILE_MACHINE_AMD64, macho.CpuAmd64},
	"arm64": {elf.EM_AARCH64, pe.IMAGE_FILE_MACHINE_ARM64, macho.CpuArm64},
}

var errNoLibrary = errors.New("it is no shared library")

// inspect tells what is wrong with a file before the system is asked to load it, which runs
// code of it: nil if it is a shared library for this kind of machine.
func inspect(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errors.New("it does not exist")
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder: name the file in it")
	case !info.Mode().IsRegular():
		return errNoLibrary
	}
	wanted, known := machines[runtime.GOARCH]
	if !known {
		return nil
	}
	switch runtime.GOOS {
	case "windows":
		return inspectPE(file, wanted.pe)
	case "darwin":
		return inspectMachO(file, wanted.macho)
	}
	return inspectELF(file, wanted.elf)
}

func inspectELF(path string, wanted elf.Machine) error {
	file, err := elf.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	switch {
	case file.Type != elf.ET_DYN:
		return errNoLibrary
	case file.Machine != wanted || file.Class != elf.ELFCLASS64:
		return otherMachine(file.Machine.String())
	}
	return nil
}

func inspectPE(path string, wanted uint16) error {
	file, err := pe.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	switch {
	case file.Characteristics&pe.IMAGE_FILE_DLL == 0:
		return errNoLibrary
	case file.Machine != wanted:
		return otherMachine(fmt.Sprintf("machine %#x", file.Machine))
	}
	return nil
}

func inspectMachO(path string, wanted macho.Cpu) error {
	fat, err := macho.OpenFat(path)
	if err == nil {
		defer fat.Close()
		for _, part := range fat.Arches {
			if part.Cpu == wanted {
				return nil
			}
		}
		return otherMachine("other processors")
	}
	file, err := macho.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer file.Close()
	switch {
	case file.Type != macho.TypeDylib:
		return errNoLibrary
	case file.Cpu != wanted:
		return otherMachine(file.Cpu.String())
	}
	return nil
}

// unreadable tells a file that can't be opened from one that is something else.
func unreadable(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return errNoLibrary
}

func otherMachine(is string) error {
	return fmt.Errorf("it is built for another machine (%s), not for %s", is, runtime.GOARCH)
}
