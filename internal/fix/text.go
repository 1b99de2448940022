package fix

import (
	"bytes"
	"errors"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// A form is how a file encodes the text that positions count in.
type form struct {
	mark  []byte            // the byte order mark of UTF-8, if the file has it
	utf16 encoding.Encoding // nil for other texts, which are as on disk
}

var errUTF16 = errors.New("is not repaired: its UTF-16 is broken; save it anew")

// decode returns the text of a file. UTF-16 that can't be written back as it was is an error.
func decode(raw []byte) ([]byte, form, error) {
	mark := []byte("\xef\xbb\xbf")
	f := form{}
	switch {
	case bytes.HasPrefix(raw, mark):
		return raw[len(mark):], form{mark: mark}, nil
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		f.utf16 = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		f.utf16 = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	default:
		return raw, f, nil
	}
	text, err := f.utf16.NewDecoder().Bytes(raw)
	if err != nil {
		return nil, f, errUTF16
	}
	if back, err := f.encode(text); err != nil || !bytes.Equal(back, raw) {
		return nil, f, errUTF16
	}
	return text, f, nil
}

func (f form) encode(text []byte) ([]byte, error) {
	if f.utf16 != nil {
		return f.utf16.NewEncoder().Bytes(text)
	}
	return append(bytes.Clone(f.mark), text...), nil
}
