package attachment

import (
	"bytes"
	"encoding/binary"
)

const orientation = 0x0112

// turned reports whether EXIF data ask for the picture to be turned or
// mirrored. Data that can't be read ask for nothing: no program heeds them.
func turned(exif []byte) bool {
	tiff := bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
	if len(tiff) < 8 {
		return false
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return false
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return false
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return false
		}
		if order.Uint16(entries) == orientation {
			value := uint32(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) == 4 { // a long number, against the standard
				value = order.Uint32(entries[8:])
			}
			if value >= 2 && value <= 8 {
				return true
			}
		}
		entries = entries[12:]
	}
	return false
}
