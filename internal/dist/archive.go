package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/drvlint/drvlint/sarif"
)

// stamp is the time of all files, that of Python's reproducible wheels: the same sources give
// the same bytes.
var stamp = time.Date(2020, 2, 2, 0, 0, 0, 0, time.UTC)

// documents go along with the executable.
var documents = []string{"LICENSE", "NOTICE", noticesFile, "README.md", "CHANGELOG.md"}

// archive packs the executable with its documents, as .zip for Windows and .tar.gz elsewhere.
func archive(e executable, folder string) error {
	top := fmt.Sprintf("drvlint-%s-%s-%s", sarif.Version, e.system, e.processor)
	suffix, pack := ".tar.gz", tarball
	if e.system == "windows" {
		suffix, pack = ".zip", zipped
	}
	w, err := os.Create(filepath.Join(folder, top+suffix))
	if err != nil {
		return err
	}
	return errors.Join(pack(w, top, append([]string{e.file()}, documents...)), w.Close())
}

// modeOf is the mode of a file in an archive: the first one is the executable.
func modeOf(i int) os.FileMode {
	if i == 0 {
		return 0o755
	}
	return 0o644
}

func tarball(w io.Writer, top string, files []string) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		header := &tar.Header{Name: path.Join(top, filepath.Base(file)), Mode: int64(modeOf(i)), Size: int64(len(text)), ModTime: stamp, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(header); err != nil {
			return err
		}
		if _, err := t.Write(text); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

func zipped(w io.Writer, top string, files []string) error {
	z := zip.NewWriter(w)
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		header := &zip.FileHeader{Name: path.Join(top, filepath.Base(file)), Method: zip.Deflate, Modified: stamp}
		header.SetMode(modeOf(i))
		entry, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := entry.Write(text); err != nil {
			return err
		}
	}
	return z.Close()
}
