package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spdx/tools-golang/json"
	"github.com/spdx/tools-golang/spdx/v2/common"
	spdx "github.com/spdx/tools-golang/spdx/v2/v2_3"

	"github.com/drvlint/drvlint/sarif"
)

// materials writes the bill of materials, as SPDX 2.3: each executable by its checksum, what the
// toolchains add to it, the modules that are linked into it as its own record of its build names
// them, and libclang, which the extensions bring along and the wheels depend on. Licenses are those
// that the files of each say.
func materials(built []executable, folder string) error {
	doc := &spdx.Document{
		SPDXVersion: spdx.Version, DataLicense: spdx.DataLicense, SPDXIdentifier: "DOCUMENT",
		DocumentName:      "drvlint-" + sarif.Version,
		DocumentNamespace: "https://github.com/drvlint/drvlint/releases/download/v" + sarif.Version + "/drvlint-" + sarif.Version + ".spdx.json",
		CreationInfo: &spdx.CreationInfo{
			Creators: []common.Creator{{CreatorType: "Organization", Creator: "The drvlint authors"}, {CreatorType: "Tool", Creator: "drvlint-dist-" + sarif.Version}},
			Created:  stamp.Format("2006-01-02T15:04:05Z"),
		},
	}
	folders, err := foldersOfModules()
	if err != nil {
		return err
	}
	added, err := toolchains()
	if err != nil {
		return err
	}
	ziglang, err := zigVersion()
	if err != nil {
		return err
	}
	parts := map[common.ElementID]bool{}
	part := func(of common.ElementID, relation string, p *spdx.Package) {
		if !parts[p.PackageSPDXIdentifier] {
			parts[p.PackageSPDXIdentifier] = true
			doc.Packages = append(doc.Packages, p)
		}
		doc.Relationships = append(doc.Relationships, &spdx.Relationship{
			RefA: common.DocElementID{ElementRefID: of}, RefB: common.DocElementID{ElementRefID: p.PackageSPDXIdentifier}, Relationship: relation,
		})
	}
	for _, e := range built {
		text, err := os.ReadFile(e.file())
		if err != nil {
			return err
		}
		info, err := buildinfo.ReadFile(e.file())
		if err != nil {
			return err
		}
		own := described("drvlint-"+e.system+"-"+e.processor, "drvlint", sarif.Version, "pkg:github/drvlint/drvlint@v"+sarif.Version, "Apache-2.0")
		own.PackageFileName, own.PrimaryPackagePurpose = e.program(), "APPLICATION"
		own.PackageChecksums = []common.Checksum{{Algorithm: common.SHA256, Value: fmt.Sprintf("%x", sha256.Sum256(text))}}
		part("DOCUMENT", "DESCRIBES", own)
		contains := func(id, name, version, purl, folder, comment string) error {
			terms, err := licensed(folder)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			p := described(id, name, version, purl, terms)
			p.PackageComment = comment
			part(own.PackageSPDXIdentifier, "CONTAINS", p)
			return nil
		}
		toolchain := strings.TrimPrefix(info.GoVersion, "go")
		err = errors.Join(
			contains("go-std", "std", toolchain, "pkg:golang/std@"+toolchain, added[0].folder, ""),
			contains("zig-compiler-rt", "compiler_rt", ziglang, "pkg:pypi/ziglang@"+ziglang, added[1].folder, "Of the package ziglang."))
		if e.system == "windows" {
			err = errors.Join(err, contains("mingw-w64", "mingw-w64", "of ziglang "+ziglang, "pkg:pypi/ziglang@"+ziglang, added[2].folder, "Of the package ziglang."))
		}
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			err = errors.Join(err, contains("go-"+m.Path, m.Path, m.Version, "pkg:golang/"+m.Path+"@"+m.Version, folders[m.Path],
				"The checksum of the module, as go.sum has it: "+m.Sum))
		}
		if err != nil {
			return err
		}
		part(own.PackageSPDXIdentifier, "DEPENDS_ON",
			described("libclang", "libclang", libclangVersion, "pkg:pypi/libclang@"+libclangVersion, "Apache-2.0 WITH LLVM-exception"))
	}
	slices.SortFunc(doc.Packages, func(a, b *spdx.Package) int {
		return strings.Compare(string(a.PackageSPDXIdentifier), string(b.PackageSPDXIdentifier))
	})
	w, err := os.Create(filepath.Join(folder, doc.DocumentName+".spdx.json"))
	if err != nil {
		return err
	}
	return errors.Join(json.Write(doc, w, json.Indent("  ")), w.Close())
}

// foldersOfModules returns where the modules are that are linked, by their paths.
func foldersOfModules() (map[string]string, error) {
	list, err := modules()
	if err != nil {
		return nil, err
	}
	folders := map[string]string{}
	for _, m := range list {
		folders[m.path] = m.folder
	}
	return folders, nil
}

var locksZig = regexp.MustCompile(`(?m)^ziglang==([0-9.]+) `)

// zigVersion is the version of the package ziglang that builds.
func zigVersion() (string, error) {
	lock, err := os.ReadFile("internal/dist/python.txt")
	if err != nil {
		return "", err
	}
	m := locksZig.FindSubmatch(lock)
	if m == nil {
		return "", errors.New("internal/dist/python.txt locks no ziglang")
	}
	return string(m[1]), nil
}

// libclangVersion is that of the package which the wheels depend on and the extensions hold.
const libclangVersion = "15.0.6.1"

var unfit = regexp.MustCompile(`[^A-Za-z0-9.-]`)

// described is a package with the identifier of an SPDX document, its URL of a package and its
// licenses.
func described(id, name, version, purl, terms string) *spdx.Package {
	return &spdx.Package{
		PackageName: name, PackageSPDXIdentifier: common.ElementID("Package-" + unfit.ReplaceAllString(id, "-")), PackageVersion: version,
		PackageDownloadLocation: "NOASSERTION", PackageCopyrightText: "NOASSERTION",
		PackageLicenseConcluded: terms, PackageLicenseDeclared: terms,
		PackageLicenseComments:    "See " + noticesFile,
		PackageExternalReferences: []*spdx.PackageExternalReference{{Category: "PACKAGE-MANAGER", RefType: "purl", Locator: purl}},
	}
}
