package libclang

import (
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
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
		err = inspectPE(file, wanted.pe)
	case "darwin":
		err = inspectMachO(file, wanted.macho)
	default:
		err = inspectELF(file, wanted.elf)
	}
	if errors.Is(err, errNoLibrary) {
		return ofOtherSystem(file)
	}
	return err
}

// ofOtherSystem names the system that a file is for which is no library here, by its first bytes.
func ofOtherSystem(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return errNoLibrary
	}
	defer file.Close()
	var head [4]byte
	io.ReadFull(file, head[:]) // a shorter file has none of these
	for _, format := range []struct{ magic, system, name string }{
		{"\x7fELF", "linux", "Linux"}, {"MZ", "windows", "Windows"}, {"\xcf\xfa\xed\xfe", "darwin", "macOS"}, {"\xca\xfe\xba\xbe", "darwin", "macOS"},
	} {
		if format.system != runtime.GOOS && strings.HasPrefix(string(head[:]), format.magic) {
			return fmt.Errorf("%w: it is for %s", errNoLibrary, format.name)
		}
	}
	return errNoLibrary
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
		return otherMachine(machineOfELF(file.Machine))
	}
	return nil
}

// machineOfELF is the name of a processor that a file for Linux is for.
func machineOfELF(number elf.Machine) string {
	switch number {
	case elf.EM_386:
		return "32-bit x86"
	case elf.EM_ARM:
		return "32-bit ARM"
	}
	for processor, m := range machines {
		if m.elf == number {
			return processor
		}
	}
	return number.String()
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
		return otherMachine(machineOfPE(file.Machine))
	}
	return nil
}

// machineOfPE is the name of a processor that a file for Windows is for.
func machineOfPE(number uint16) string {
	switch number {
	case pe.IMAGE_FILE_MACHINE_I386:
		return "32-bit x86"
	case pe.IMAGE_FILE_MACHINE_ARMNT:
		return "32-bit ARM"
	}
	for processor, m := range machines {
		if m.pe == number {
			return processor
		}
	}
	return fmt.Sprintf("machine %#x", number)
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
