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

// materials writes the bill of materials, as SPDX 2.3: each executable by its checksum, the
// modules that are linked into it as its own record of its build names them, and libclang, which
// the extensions bring along and the wheels depend on.
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
		own := described("drvlint-"+e.system+"-"+e.processor, "drvlint", sarif.Version, "pkg:github/drvlint/drvlint@v"+sarif.Version)
		own.PackageLicenseConcluded, own.PackageLicenseDeclared, own.PackageFileName = "Apache-2.0", "Apache-2.0", e.program()
		own.PackageChecksums = []common.Checksum{{Algorithm: common.SHA256, Value: fmt.Sprintf("%x", sha256.Sum256(text))}}
		own.PrimaryPackagePurpose = "APPLICATION"
		part("DOCUMENT", "DESCRIBES", own)
		toolchain := strings.TrimPrefix(info.GoVersion, "go")
		part(own.PackageSPDXIdentifier, "CONTAINS", described("go-std", "std", toolchain, "pkg:golang/std@"+toolchain))
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			p := described("go-"+m.Path, m.Path, m.Version, "pkg:golang/"+m.Path+"@"+m.Version)
			p.PackageComment = "The checksum of the module, as go.sum has it: " + m.Sum
			part(own.PackageSPDXIdentifier, "CONTAINS", p)
		}
		library := described("libclang", "libclang", libclangVersion, "pkg:pypi/libclang@"+libclangVersion)
		library.PackageLicenseConcluded, library.PackageLicenseDeclared = "Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"
		part(own.PackageSPDXIdentifier, "DEPENDS_ON", library)
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

// libclangVersion is that of the package which the wheels depend on and the extensions hold.
const libclangVersion = "15.0.6.1"

var unfit = regexp.MustCompile(`[^A-Za-z0-9.-]`)

// described is a package with the identifier of an SPDX document and its URL of a package.
func described(id, name, version, purl string) *spdx.Package {
	return &spdx.Package{
		PackageName: name, PackageSPDXIdentifier: common.ElementID("Package-" + unfit.ReplaceAllString(id, "-")), PackageVersion: version,
		PackageDownloadLocation: "NOASSERTION", PackageCopyrightText: "NOASSERTION",
		PackageLicenseConcluded: "NOASSERTION", PackageLicenseDeclared: "NOASSERTION",
		PackageLicenseComments:    "See " + noticesFile,
		PackageExternalReferences: []*spdx.PackageExternalReference{{Category: "PACKAGE-MANAGER", RefType: "purl", Locator: purl}},
	}
}
