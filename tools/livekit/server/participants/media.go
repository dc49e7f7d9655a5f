package main

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const (
	audioEvery = 20 * time.Millisecond
	audioClock = 48_000
	videoClock = 90_000
	mtu        = 1_200
)

var (
	opus = webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeOpus, ClockRate: audioClock, Channels: 2,
		SDPFmtpLine: "minptime=10;useinbandfec=1",
	}
	vp8 = webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeVP8, ClockRate: videoClock,
		RTCPFeedback: []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}},
	}
	// silence is an Opus packet of 20 ms (RFC 6716 3.1: CELT, fullband).
	silence = []byte{0xf8, 0xff, 0xfe}
	// names of the layers, as browsers use them with LiveKit.
	names     = []string{"q", "h", "f"}
	qualities = []livekit.VideoQuality{
		livekit.VideoQuality_LOW, livekit.VideoQuality_MEDIUM, livekit.VideoQuality_HIGH,
	}
)

// mediaSettings are what a participant sends.
type mediaSettings struct {
	audio, video bool
	layers       []layerSettings
	// rate is in frames a second.
	rate int
}

type layerSettings struct {
	width, height int
	// kbps is the bit rate, which padding reaches; 0: without padding.
	kbps int
}

func registerCodecs(media *webrtc.MediaEngine) error {
	for _, codec := range []struct {
		kind    webrtc.RTPCodecType
		codec   webrtc.RTPCodecCapability
		payload webrtc.PayloadType
	}{{webrtc.RTPCodecTypeAudio, opus, 111}, {webrtc.RTPCodecTypeVideo, vp8, 96}} {
		parameters := webrtc.RTPCodecParameters{
			RTPCodecCapability: codec.codec, PayloadType: codec.payload,
		}
		if err := media.RegisterCodec(parameters, codec.kind); err != nil {
			return err
		}
	}
	return nil
}

// sending is what a participant publishes.
type sending struct {
	audio       *webrtc.TrackLocalStaticRTP
	layers      []*layer
	transceiver *webrtc.RTPTransceiver
}

type layer struct {
	layerSettings
	track *webrtc.TrackLocalStaticRTP
	// wanted is whether somebody receives it.
	wanted atomic.Bool
}

// publish announces the tracks and begins to connect. Media flow from the connection on, until the
// participant leaves. The number chooses the colour of the video.
func (c *connection) publish(media mediaSettings, number int) (*sending, error) {
	s := &sending{}
	var requests []*livekit.AddTrackRequest
	if media.audio {
		request, err := s.addAudio(c.publisher)
		if err != nil {
			return nil, err
		}
		requests = append(requests, request)
	}
	if media.video {
		request, err := s.addVideo(c.publisher, media)
		if err != nil {
			return nil, err
		}
		requests = append(requests, request)
	}
	c.onLayers = s.want
	c.start()
	for _, request := range requests {
		message := &livekit.SignalRequest_AddTrack{AddTrack: request}
		if err := c.send(&livekit.SignalRequest{Message: message}); err != nil {
			return nil, err
		}
		select {
		case <-c.acknowledged:
		case <-c.ended:
			return nil, &failure{Code: "refused", Detail: c.reason}
		}
	}
	if len(requests) == 0 {
		return s, nil
	}
	offer, err := c.publisher.CreateOffer(nil)
	if err != nil {
		return nil, err
	}
	if err := c.publisher.SetLocalDescription(offer); err != nil {
		return nil, err
	}
	go s.run(c, media.rate, number)
	message := &livekit.SignalRequest_Offer{Offer: signallingOf(offer)}
	return s, c.send(&livekit.SignalRequest{Message: message})
}

func signallingOf(description webrtc.SessionDescription) *livekit.SessionDescription {
	return &livekit.SessionDescription{Type: description.Type.String(), Sdp: description.SDP}
}

func (s *sending) addAudio(to *peer) (*livekit.AddTrackRequest, error) {
	track, err := webrtc.NewTrackLocalStaticRTP(opus, "microphone", "own")
	if err != nil {
		return nil, err
	}
	s.audio = track
	sender, err := to.AddTrack(track)
	if err != nil {
		return nil, err
	}
	go discard(sender, "")
	return &livekit.AddTrackRequest{
		Cid: track.ID(), Type: livekit.TrackType_AUDIO, Source: livekit.TrackSource_MICROPHONE,
		DisableRed: true,
	}, nil
}

func (s *sending) addVideo(to *peer, media mediaSettings) (*livekit.AddTrackRequest, error) {
	largest := media.layers[len(media.layers)-1]
	request := &livekit.AddTrackRequest{
		Cid: "camera", Type: livekit.TrackType_VIDEO, Source: livekit.TrackSource_CAMERA,
		Width: uint32(largest.width), Height: uint32(largest.height),
		SimulcastCodecs: []*livekit.SimulcastCodec{{Codec: "vp8", Cid: "camera"}},
	}
	for index, given := range media.layers {
		var options []func(*webrtc.TrackLocalStaticRTP)
		description := &livekit.VideoLayer{
			Quality: livekit.VideoQuality_HIGH, Width: uint32(given.width), Height: uint32(given.height),
			Bitrate: uint32(given.kbps * 1_000),
		}
		if len(media.layers) > 1 {
			options = append(options, webrtc.WithRTPStreamID(names[index]))
			description.Quality, description.Rid = qualities[index], names[index]
			description.SpatialLayer = int32(index)
		}
		track, err := webrtc.NewTrackLocalStaticRTP(vp8, request.Cid, "own", options...)
		if err != nil {
			return nil, err
		}
		made := &layer{layerSettings: given, track: track}
		made.wanted.Store(true)
		s.layers = append(s.layers, made)
		request.Layers = append(request.Layers, description)
		if s.transceiver == nil {
			direction := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}
			s.transceiver, err = to.AddTransceiverFromTrack(track, direction)
		} else {
			err = s.transceiver.Sender().AddEncoding(track)
		}
		if err != nil {
			return nil, err
		}
		go discard(s.transceiver.Sender(), track.RID())
	}
	request.SimulcastCodecs[0].Layers = request.Layers
	return request, nil
}

// discard reads what the interceptors, which repeat lost packets, must see.
func discard(sender *webrtc.RTPSender, rid string) {
	for {
		var err error
		if rid == "" {
			_, _, err = sender.ReadRTCP()
		} else {
			_, _, err = sender.ReadSimulcastRTCP(rid)
		}
		if err != nil {
			return
		}
	}
}

// want stops layers that nobody receives, as browsers do.
func (s *sending) want(all []*livekit.SubscribedQuality) {
	for _, one := range all {
		for index, made := range s.layers {
			if len(s.layers) == 1 || qualities[index] == one.Quality {
				made.wanted.Store(one.Enabled || (len(s.layers) == 1 && made.wanted.Load()))
			}
		}
	}
}

// run sends until the connection ends.
func (s *sending) run(c *connection, rate, number int) {
	select {
	case <-c.publisher.connected:
	case <-c.ended:
		return
	}
	if s.audio != nil {
		go s.sendAudio(c)
	}
	for _, one := range s.layers {
		go s.sendVideo(c, one, rate, number)
	}
}

func (s *sending) sendAudio(c *connection) {
	packetizer := rtp.NewPacketizer(mtu, 0, 0, &codecs.OpusPayloader{}, rtp.NewRandomSequencer(), audioClock)
	samples := uint32(audioClock / int(time.Second/audioEvery))
	c.every(audioEvery, func(int) error {
		for _, packet := range packetizer.Packetize(silence, samples) {
			if err := s.audio.WriteRTP(packet); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *sending) sendVideo(c *connection, to *layer, rate, number int) {
	payloader := &codecs.VP8Payloader{EnablePictureID: true}
	packetizer := rtp.NewPacketizer(mtu, 0, 0, payloader, rtp.NewRandomSequencer(), videoClock)
	size := to.kbps * 1_000 / 8 / rate
	c.every(time.Second/time.Duration(rate), func(index int) error {
		if !to.wanted.Load() {
			packetizer.SkipSamples(uint32(videoClock / rate))
			return nil
		}
		frame := keyFrame(to.width, to.height, colorOf(number, index), size)
		for _, packet := range packetizer.Packetize(frame, uint32(videoClock/rate)) {
			if err := s.name(packet, to.track.RID()); err != nil {
				return err
			}
			if err := to.track.WriteRTP(packet); err != nil {
				return err
			}
		}
		return nil
	})
}

// name says to which layer of which track a packet belongs (RFC 8852).
func (s *sending) name(packet *rtp.Packet, rid string) error {
	if rid == "" {
		return nil
	}
	for _, extension := range s.transceiver.Sender().GetParameters().HeaderExtensions {
		value := map[string]string{
			sdp.SDESMidURI: s.transceiver.Mid(), sdp.SDESRTPStreamIDURI: rid,
		}[extension.URI]
		if value == "" {
			continue
		}
		if err := packet.SetExtension(uint8(extension.ID), []byte(value)); err != nil {
			return err
		}
	}
	return nil
}

// every calls with 0, 1, 2 … at this pace, and catches up after a delay, until the connection ends.
func (c *connection) every(pace time.Duration, call func(index int) error) {
	next := time.Now()
	for index := 0; ; index++ {
		if err := call(index); err != nil {
			c.end(fmt.Sprintf("media cannot be sent: %v", err))
			return
		}
		next = next.Add(pace)
		select {
		case <-c.ended:
			return
		case <-time.After(time.Until(next)):
		}
	}
}
