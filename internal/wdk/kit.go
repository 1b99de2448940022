package wdk

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/paths"
)

// A Kit is the headers of a real driver kit. Where it has a header, the model steps back.
// It may be used from many goroutines.
type Kit struct {
	Dir     string            // what it was opened by, absolute; "" if it was found among a build's folders
	Folders []string          // searched in this order
	index   map[string]string // lower-case path below a folder -> path
	links   []string          // of the paths in index, those that are links
	real    []string          // Folders without links
	Cut     string            // the folder that was not searched as a whole, "" if all were
	mu      sync.Mutex
	headers map[string]*KitHeader
}

// A KitHeader is one header of a kit as clang is to see it: without the macros that
// would hide a call from the analysis, without the bodies of inline functions, and with
// the model's further declarations after the outermost header.
type KitHeader struct {
	Path     string
	Text     string
	Base     bool            // it declares the kernel's types, which everything else needs
	Defined  map[string]bool // names that it declares or defines, in any branch of an #if
	Includes []string        // as spelled, with / for \
	Refused  string          // why it is not read, "" if it is
}

// The folders of a kit below its include folder, in the order in which a driver's build
// searches them.
var kitFolders = []string{"km/crt", "km", "ddk", "shared", "api", "um", "ucrt", "crt"}

// MaxKitFiles bounds the search for the headers of a kit: files and folders.
const MaxKitFiles = 100_000

// Headers that declare the kernel's types; a kit has at least one of the first three.
var baseHeaders = []string{"ntddk.h", "wdm.h", "ntifs.h", "miniport.h", "ntminiport.h"}

// OpenKit finds the headers below dir: the include folder of a driver kit, the folder
// above the versions, or a folder of headers. It is an error if there are none of a kernel.
func OpenKit(dir string) (*Kit, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s does not exist; name the include folder of a driver kit, which holds km and shared", dir)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is not a folder; name the include folder of a driver kit, which holds km and shared", dir)
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("find the folder: %w", err)
	}
	given := dir
	if parent := filepath.Dir(dir); isKernelFolder(dir) && (folderIn(parent, "shared") != "" || fileIn(parent, "ntdef.h") != "") {
		dir = parent
	}
	folders := foldersOf(dir)
	if newest := newestVersion(dir); !holdsBase(folders) && newest != "" {
		folders = foldersOf(newest)
	}
	if !holdsBase(folders) {
		return nil, fmt.Errorf("%s holds no ntddk.h, wdm.h or ntifs.h, nor does its folder km or ddk; name the include folder of a driver kit, which holds km and shared", dir)
	}
	kit := newKit(folders, MaxKitFiles)
	kit.Dir = given
	return kit, nil
}

// KitAmong returns the kit whose folders are among the include folders of a build, nil
// if none of them holds the kernel's headers.
func KitAmong(folders []string) *Kit {
	var roots, kit []string
	for _, folder := range folders {
		if fileIn(folder, "ntddk.h") == "" || fileIn(folder, "wdm.h") == "" {
			continue
		}
		if isKernelFolder(folder) {
			folder = filepath.Dir(folder)
		}
		roots = append(roots, folder)
	}
	if len(roots) == 0 {
		return nil
	}
	for _, folder := range folders {
		if slices.ContainsFunc(roots, func(root string) bool { return paths.Within(folder, root) }) {
			kit = append(kit, folder)
		}
	}
	return newKit(kit, MaxKitFiles)
}

// isKernelFolder reports whether a folder has the name of that part of a kit which holds
// the kernel's headers.
func isKernelFolder(dir string) bool {
	name := strings.ToLower(filepath.Base(dir))
	return name == "km" || name == "ddk"
}

// foldersOf returns the folders of headers in an include folder.
func foldersOf(dir string) []string {
	var list []string
	for _, name := range kitFolders {
		if folder := folderIn(dir, name); folder != "" {
			list = append(list, folder)
		}
	}
	for _, parent := range []string{dir, filepath.Dir(dir)} {
		if wdf := newestVersion(folderIn(parent, "wdf/kmdf")); wdf != "" {
			list = append(list, wdf)
			break
		}
	}
	return append(list, dir)
}

// newestVersion returns the folder whose name is the highest version number, "" if none
// is one.
func newestVersion(dir string) string {
	entries, err := os.ReadDir(dir)
	if dir == "" || err != nil {
		return ""
	}
	var best []int
	newest := ""
	for _, entry := range entries {
		version := versionOf(entry.Name())
		if entry.IsDir() && version != nil && slices.Compare(version, best) > 0 {
			best, newest = version, filepath.Join(dir, entry.Name())
		}
	}
	return newest
}

func versionOf(name string) []int {
	var version []int
	for _, part := range strings.Split(name, ".") {
		number := 0
		if _, err := fmt.Sscanf(part+"\n", "%d\n", &number); err != nil {
			return nil
		}
		version = append(version, number)
	}
	if len(version) < 2 {
		return nil
	}
	return version
}

func holdsBase(folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return slices.ContainsFunc(baseHeaders[:3], func(name string) bool { return fileIn(folder, name) != "" })
	})
}

// folderIn returns the folder with that path below dir, regardless of case, "" if there
// is none.
func folderIn(dir, path string) string {
	for _, name := range strings.Split(path, "/") {
		if dir = entryIn(dir, name); dir == "" {
			return ""
		}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

func fileIn(dir, name string) string {
	path := entryIn(dir, name)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	return path
}

func entryIn(dir, name string) string {
	if path := filepath.Join(dir, name); dir != "" {
		if _, err := os.Lstat(path); err == nil {
			return path
		}
	}
	entries, _ := os.ReadDir(dir) // unreadable: nothing is found there
	for _, entry := range entries {
		if strings.EqualFold(entry.Name(), name) {
			return filepath.Join(dir, entry.Name())
		}
	}
	return ""
}

// newKit makes a kit of what lies in folders, of which so many entries are looked at.
func newKit(folders []string, most int) *Kit {
	k := &Kit{Folders: folders, index: map[string]string{}, headers: map[string]*KitHeader{}}
	for _, folder := range folders {
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			k.real = append(k.real, real)
		}
	}
	entries := 0
	for _, folder := range folders {
		filepath.WalkDir(folder+"/", func(path string, entry os.DirEntry, err error) error {
			if entries++; entries > most {
				k.Cut = folder
				return filepath.SkipAll
			}
			if err != nil || entry.IsDir() {
				return nil // an unreadable folder holds no header for us
			}
			if below, err := filepath.Rel(folder, path); err == nil {
				key := strings.ToLower(below)
				if _, known := k.index[key]; !known {
					k.index[key] = path
					if entry.Type()&os.ModeSymlink != 0 {
						k.links = append(k.links, path)
					}
				}
			}
			return nil
		})
	}
	return k
}

// Elsewhere returns where the headers and folders of the kit lie that are links out of its
// folders, sorted.
func (k *Kit) Elsewhere() []string {
	var list []string
	for _, path := range slices.Concat(k.Folders, k.links) {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			list = append(list, real)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Digest tells kits with other headers, or other folders, from each other. It does not look
// into the headers.
func (k *Kit) Digest() string {
	sum := sha256.New()
	for _, folder := range k.Folders {
		fmt.Fprintf(sum, "%s\n", folder)
	}
	for _, key := range sortedKeys(k.index) {
		fmt.Fprintf(sum, "%s\n", k.index[key])
	}
	return string(sum.Sum(nil))
}

// Has reports whether a path is one of the kit's.
func (k *Kit) Has(path string) bool {
	return slices.ContainsFunc(k.Folders, func(folder string) bool { return paths.Within(path, folder) })
}

// Find returns the header that is included by that name, regardless of case, nil if the
// kit has none. exact reports whether a search by the name as it is spelled finds it.
func (k *Kit) Find(name string) (header *KitHeader, exact bool) {
	path := k.index[strings.ToLower(filepath.Clean(name))]
	if path == "" {
		return nil, false
	}
	return k.header(path), paths.EndsIn(path, name)
}

// Beside returns the header that one of the kit's includes by that name.
func (k *Kit) Beside(from *KitHeader, name string) (header *KitHeader, exact bool) {
	if path := filepath.Join(filepath.Dir(from.Path), name); k.Has(path) && fileIn(filepath.Dir(path), filepath.Base(path)) == path {
		return k.header(path), true
	}
	return k.Find(name)
}

func (k *Kit) header(path string) *KitHeader {
	k.mu.Lock()
	defer k.mu.Unlock()
	h := k.headers[path]
	switch {
	case h != nil:
		return h
	case k.Dir == "" && k.leadsOut(path):
		h = &KitHeader{Path: path, Refused: "a link out of the kit, which only a build names"}
	default:
		h = readKitHeader(path)
	}
	k.headers[path] = h
	return h
}

// leadsOut reports whether a path is a link out of the folders of the kit.
func (k *Kit) leadsOut(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	return err == nil && !slices.ContainsFunc(k.real, func(folder string) bool { return paths.Within(real, folder) })
}

// The headers that are shown to clang below Folder.
const (
	RestHeader = Folder + "/drvlint.h"
	StubHeader = Folder + "/drvlint_stubs.h"
)
