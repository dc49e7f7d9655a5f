package main

import "encoding/hex"

// color is a YCbCr difference from the middle grey of VP8.
type color struct{ y, cb, cr int }

// chroma of the participants, so that a person or a test can tell their videos apart.
var chroma = [][2]int{{0, 0}, {60, 0}, {0, 60}, {-60, 0}, {0, -60}, {60, 60}, {-60, 60}, {60, -60}}

// colorOf is the color of a participant's frame, which becomes brighter and darker again each second or
// two so that one sees that the video moves.
func colorOf(number, frame int) color {
	step := frame % 32
	if step > 16 {
		step = 32 - step
	}
	pair := chroma[number%len(chroma)]
	return color{y: 10 + 3*step, cb: pair[0], cr: pair[1]}
}

// keyFrame makes a VP8 key frame (RFC 6386) of one color with at least `size` bytes. Its first
// macroblock has the color; all others are predicted from their neighbours. Decoders ignore the padding.
func keyFrame(width, height int, c color, size int) []byte {
	modes := &boolEncoder{bits: 24, span: 255}
	// Color space, clamping, segmentation; loop filter and its deltas; partitions.
	modes.literal(0, 1+1+1)
	modes.literal(0, 1+6+3+1)
	modes.literal(0, 2)
	// The finest quantizer: no index and no deltas.
	modes.literal(0, 7+5)
	modes.literal(1, 1)
	for _, probability := range updateProbabilities {
		modes.write(0, probability)
	}
	const skips = 1
	modes.literal(1, 1)
	modes.literal(skips, 8)
	blocks := ((width + 15) / 16) * ((height + 15) / 16)
	for block := range blocks {
		modes.write(min(block, 1), skips)
		// DC_PRED for luma and for chroma.
		modes.write(1, 145)
		modes.write(0, 156)
		modes.write(0, 163)
		modes.write(0, 142)
	}
	first := modes.finish()

	tokens := &boolEncoder{bits: 24, span: 255}
	tokens.dc(8*c.y, [11]byte{198, 35, 237, 223, 193, 187, 162, 160, 145, 155, 62}, 81)
	for range 16 {
		tokens.write(0, 253)
	}
	for _, value := range []int{c.cb, c.cr} {
		// By how many of the blocks above and on the left have coefficients.
		neighbours := []int{0, 1, 1, 2}
		for _, count := range neighbours {
			if value == 0 {
				count = 0
			}
			tokens.dc(2*value, chromaProbabilities[count], 155)
		}
	}
	second := tokens.finish()

	tag := uint32(len(first))<<5 | 1<<4
	frame := []byte{
		byte(tag), byte(tag >> 8), byte(tag >> 16), 0x9d, 0x01, 0x2a,
		byte(width), byte(width >> 8), byte(height), byte(height >> 8),
	}
	frame = append(append(frame, first...), second...)
	if missing := size - len(frame); missing > 0 {
		frame = append(frame, make([]byte, missing)...)
	}
	return frame
}

// dc writes a block of one coefficient: 0, or at least 67 so that one kind of token is enough
// (DCT_CAT6, RFC 6386 13.2). `end` is the probability of a further coefficient.
func (e *boolEncoder) dc(value int, p [11]byte, end byte) {
	if value == 0 {
		e.write(0, p[0])
		return
	}
	for _, probability := range []byte{p[0], p[1], p[2], p[3], p[6], p[8], p[10]} {
		e.write(1, probability)
	}
	sign := 0
	if value < 0 {
		sign, value = 1, -value
	}
	extra := []byte{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
	for index, probability := range extra {
		e.write((value-67)>>(len(extra)-1-index)&1, probability)
	}
	e.write(sign, 128)
	e.write(0, end)
}

// boolEncoder is the arithmetic coder of RFC 6386 7.3.
type boolEncoder struct {
	output []byte
	bottom uint32
	span   uint32
	bits   int
}

func (e *boolEncoder) write(bit int, probability byte) {
	split := 1 + ((e.span-1)*uint32(probability))>>8
	if bit == 1 {
		e.bottom += split
		e.span -= split
	} else {
		e.span = split
	}
	for e.span < 128 {
		e.span <<= 1
		if e.bottom&(1<<31) != 0 {
			e.carry()
		}
		e.bottom <<= 1
		e.bits--
		if e.bits == 0 {
			e.output = append(e.output, byte(e.bottom>>24))
			e.bottom &= 1<<24 - 1
			e.bits = 8
		}
	}
}

func (e *boolEncoder) carry() {
	index := len(e.output) - 1
	for ; index >= 0 && e.output[index] == 255; index-- {
		e.output[index] = 0
	}
	e.output[index]++
}

// literal writes the lowest bits of a number, the highest first.
func (e *boolEncoder) literal(value, count int) {
	for count > 0 {
		count--
		e.write(value>>count&1, 128)
	}
}

func (e *boolEncoder) finish() []byte {
	e.literal(0, 32)
	return e.output
}

// chromaProbabilities are those of the first coefficient (RFC 6386 13.5: plane 2, band 0).
var chromaProbabilities = [3][11]byte{
	{253, 9, 248, 251, 207, 208, 255, 192, 128, 128, 128},
	{175, 13, 224, 243, 193, 185, 249, 198, 255, 255, 128},
	{73, 17, 171, 221, 161, 179, 236, 167, 255, 234, 128},
}

// updateProbabilities are those with which a frame changes the probabilities of tokens (RFC 6386 13.4).
var updateProbabilities = decode("" +
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffb0f6ffffffffffffffffff" +
	"dff1fcfffffffffffffffff9fdfdfffffffffffffffffff4fcffffffffffffffffeafefeffffffffffffffff" +
	"fdfffffffffffffffffffffff6feffffffffffffffffeffdfefffffffffffffffffefffeffffffffffffffff" +
	"fff8fefffffffffffffffffbfffefffffffffffffffffffffffffffffffffffffffffdfeffffffffffffffff" +
	"fbfefefffffffffffffffffefffefffffffffffffffffffefdfffefffffffffffffafffefffeffffffffffff" +
	"feffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
	"d9ffffffffffffffffffffe1fcf1fdfffffeffffffffeafaf1fafdfffdfefffffffffeffffffffffffffffff" +
	"dffefeffffffffffffffffeefdfefefffffffffffffffff8fefffffffffffffffff9feffffffffffffffffff" +
	"fffffffffffffffffffffffffdfffffffffffffffffff7feffffffffffffffffffffffffffffffffffffffff" +
	"fffdfefffffffffffffffffcfffffffffffffffffffffffffffffffffffffffffffffefeffffffffffffffff" +
	"fdfffffffffffffffffffffffffffffffffffffffffffffefdfffffffffffffffffaffffffffffffffffffff" +
	"feffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
	"bafbfaffffffffffffffffeafbf4fefffffffffffffffbfbf3fdfefffefffffffffffdfeffffffffffffffff" +
	"ecfdfefffffffffffffffffbfdfdfefefffffffffffffffefefffffffffffffffffefefeffffffffffffffff" +
	"fffffffffffffffffffffffffefffffffffffffffffffefefffffffffffffffffffeffffffffffffffffffff" +
	"fffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
	"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" +
	"f8fffffffffffffffffffffafefcfefffffffffffffff8fef9fdfffffffffffffffffdfdffffffffffffffff" +
	"f6fdfdfffffffffffffffffcfefbfefefffffffffffffffefcfffffffffffffffff8fefdffffffffffffffff" +
	"fdfffefefffffffffffffffffbfefffffffffffffffff5fbfefffffffffffffffffdfdfeffffffffffffffff" +
	"fffbfdfffffffffffffffffcfdfefffffffffffffffffffefffffffffffffffffffffcffffffffffffffffff" +
	"f9fffefffffffffffffffffffffefffffffffffffffffffffdfffffffffffffffffaffffffffffffffffffff" +
	"fffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffff")

func decode(text string) []byte {
	bytes, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return bytes
}
