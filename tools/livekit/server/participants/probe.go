package main

import (
	"encoding/json"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// probed is the result of a probe.
type probed struct {
	// Network is how the media travelled to the receiver: "udp" or "tcp".
	Network string `json:"network,omitempty"`
	// Version is LiveKit's.
	Version string `json:"version,omitempty"`
	// In milliseconds since the start.
	ConnectedMs  int64 `json:"connectedMs,omitempty"`
	FirstAudioMs int64 `json:"firstAudioMs,omitempty"`
	FirstVideoMs int64 `json:"firstVideoMs,omitempty"`
	// Error is absent if the media arrived.
	Error *failure `json:"error,omitempty"`
}

// probe lets one participant send and another one receive. The standard input is
// {"publisher": TOKEN, "subscriber": TOKEN} for the same room. It returns the exit code.
func probe(api *webrtc.API, given settings) int {
	var tokens struct{ Publisher, Subscriber string }
	if err := json.NewDecoder(os.Stdin).Decode(&tokens); err != nil {
		fail("the standard input must be {\"publisher\": TOKEN, \"subscriber\": TOKEN}")
	}
	result := probed{}
	if err := result.run(api, given, tokens.Publisher, tokens.Subscriber); err != nil {
		if !errors.As(err, &result.Error) {
			result.Error = &failure{Code: "failed", Detail: err.Error()}
		}
	}
	report(result)
	if result.Error != nil {
		return 1
	}
	return 0
}

func (r *probed) run(api *webrtc.API, given settings, publisher, subscriber string) error {
	startedAt := time.Now()
	since := func() int64 { return max(1, time.Since(startedAt).Milliseconds()) }
	given.subscribe = true
	receiver, err := connect(api, given, subscriber)
	if err != nil {
		return err
	}
	defer receiver.close()
	r.Version = receiver.joined.GetServerInfo().GetVersion()
	type arrival struct {
		kind webrtc.RTPCodecType
		ms   int64
	}
	arrivals := make(chan arrival, 2)
	var once sync.Once
	receiver.subscriber.OnTrack(func(track *webrtc.TrackRemote, from *webrtc.RTPReceiver) {
		if _, _, err := track.ReadRTP(); err != nil {
			return
		}
		once.Do(func() { r.Network = networkOf(from.Transport()) })
		arrivals <- arrival{track.Kind(), since()}
	})
	receiver.start()

	given.subscribe = false
	sender, err := connect(api, given, publisher)
	if err != nil {
		return err
	}
	defer sender.close()
	if _, err := sender.publish(given.media, 1); err != nil {
		return err
	}
	timeout := time.After(given.limit)
	select {
	case <-sender.publisher.connected:
		r.ConnectedMs = since()
	case <-sender.ended:
		return &failure{Code: "no-connection", Detail: sender.reason}
	case <-timeout:
		return &failure{Code: "no-connection", Detail: "no media connection within the limit"}
	}
	missing := 0
	for _, isSent := range []bool{given.media.audio, given.media.video} {
		if isSent {
			missing++
		}
	}
	for ; missing > 0; missing-- {
		select {
		case came := <-arrivals:
			if came.kind == webrtc.RTPCodecTypeAudio {
				r.FirstAudioMs = came.ms
			} else {
				r.FirstVideoMs = came.ms
			}
		case <-receiver.ended:
			return &failure{Code: "no-media", Detail: receiver.reason}
		case <-timeout:
			return &failure{Code: "no-media", Detail: "media were sent, but did not arrive"}
		}
	}
	return nil
}
