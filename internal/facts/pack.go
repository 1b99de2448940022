package facts

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// The IR of a unit is compressed where it is made and unpacked where it is read: those who hand it
// on hold that of a whole driver, and much of it is the same inline functions in every unit.
// A packed text is its length and a zstd frame.

// maxUnpacked bounds what a packed text may unpack to, in bytes. The IR of 10 MB of source is
// smaller.
const maxUnpacked = 2 << 30

var compressor = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
})

var decompressor = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxUnpacked))
})

// Pack compresses a text.
func Pack(text []byte) []byte {
	z, err := compressor()
	if err != nil {
		panic(err) // the settings are above
	}
	return z.EncodeAll(text, binary.AppendUvarint(nil, uint64(len(text))))
}

// unpackedSize is how long a packed text is unpacked, as it says itself.
func unpackedSize(text []byte) (size, head int, err error) {
	n, head := binary.Uvarint(text)
	switch {
	case head <= 0:
		return 0, 0, errShort
	case n > maxUnpacked:
		return 0, 0, fmt.Errorf("it unpacks to %d bytes, more than %d", n, maxUnpacked)
	}
	return int(n), head, nil
}

// Unpack returns what Pack was given.
func Unpack(text []byte) ([]byte, error) {
	size, head, err := unpackedSize(text)
	if err != nil {
		return nil, err
	}
	z, err := decompressor()
	if err != nil {
		panic(err) // the settings are above
	}
	// Not more is set aside than it may unpack to, whatever the frame says.
	out, err := z.DecodeAll(text[head:], make([]byte, 0, min(size, 1000*len(text))))
	if err != nil {
		return nil, err
	}
	if len(out) != size {
		return nil, errors.New("it does not unpack to what it says")
	}
	return out, nil
}
