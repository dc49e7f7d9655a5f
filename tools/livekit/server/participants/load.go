package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// command is a line of the standard input: somebody joins with a token, leaves, or is asked what has
// arrived.
type command struct {
	ID    string `json:"id"`
	Token string `json:"token"`
	Leave bool   `json:"leave"`
	Stats bool   `json:"stats"`
}

// event is a line of the output.
type event struct {
	ID string `json:"id"`
	// Event is "connected", "stats" or "ended".
	Event string `json:"event"`
	// Network is how the participant sends: "udp" or "tcp"; "" if it sends nothing.
	Network string `json:"network,omitempty"`
	// Ms is how long connecting took.
	Ms     int64    `json:"ms,omitempty"`
	Reason *failure `json:"reason,omitempty"`
	// Received is by identity of the sender, and by "audio" and "video".
	Received map[string]map[string]*received `json:"received,omitempty"`
}

// received is what has arrived of one track.
type received struct {
	Packets int `json:"packets"`
	Bytes   int `json:"bytes"`
	// Frames are video frames, complete or not.
	Frames int `json:"frames"`
	// LongestGapMs is the longest time between two packets.
	LongestGapMs int64 `json:"longestGapMs"`
	// LastMs is how long ago the last packet arrived.
	LastMs int64 `json:"lastMs"`
	last   time.Time
}

// participant is one of a load.
type participant struct {
	id     string
	number int
	// leaving is closed when the participant is to leave.
	leaving chan struct{}
	once    sync.Once
	lock    sync.Mutex
	tracks  map[string]map[string]*received
}

// load runs participants until the standard input ends.
func load(api *webrtc.API, given settings) {
	all := map[string]*participant{}
	var running sync.WaitGroup
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var order command
		if err := json.Unmarshal(lines.Bytes(), &order); err != nil || order.ID == "" {
			fail("a line of the standard input is no command")
		}
		known := all[order.ID]
		switch {
		case order.Token != "":
			if known != nil {
				known.leave()
			}
			joining := &participant{
				id: order.ID, number: len(all), leaving: make(chan struct{}),
				tracks: map[string]map[string]*received{},
			}
			if known != nil {
				joining.number = known.number
			}
			all[order.ID] = joining
			running.Go(func() { joining.run(api, given, order.Token) })
		case known != nil && order.Leave:
			known.leave()
		case known != nil && order.Stats:
			report(event{ID: known.id, Event: "stats", Received: known.stats()})
		}
	}
	for _, one := range all {
		one.leave()
	}
	running.Wait()
}

func (p *participant) leave() { p.once.Do(func() { close(p.leaving) }) }

func (p *participant) run(api *webrtc.API, given settings, token string) {
	startedAt := time.Now()
	ended := func(code, detail string) {
		report(event{ID: p.id, Event: "ended", Reason: &failure{Code: code, Detail: detail}})
	}
	connected, err := connect(api, given, token)
	if err != nil {
		code := "failed"
		if known, ok := err.(*failure); ok {
			code = known.Code
		}
		ended(code, err.Error())
		return
	}
	defer connected.close()
	connected.subscriber.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		p.receive(track, connected.senderOf(track))
	})
	sending, err := connected.publish(given.media, p.number)
	if err != nil {
		ended("failed", err.Error())
		return
	}
	if sending.transceiver != nil || sending.audio != nil {
		select {
		case <-connected.publisher.connected:
		case <-connected.ended:
			ended("no-connection", connected.reason)
			return
		case <-p.leaving:
			ended("left", "before it was connected")
			return
		case <-time.After(given.limit):
			ended("no-connection", "no media connection within the limit")
			return
		}
	}
	report(event{
		ID: p.id, Event: "connected", Network: connected.sendsOver(),
		Ms: time.Since(startedAt).Milliseconds(),
	})
	select {
	case <-p.leaving:
		ended("left", "")
	case <-connected.ended:
		ended("ended", connected.reason)
	}
}

func (c *connection) sendsOver() string {
	for _, sender := range c.publisher.GetSenders() {
		return networkOf(sender.Transport())
	}
	return ""
}

// receive counts what arrives of a track.
func (p *participant) receive(track *webrtc.TrackRemote, from string) {
	counted := &received{last: time.Now()}
	p.lock.Lock()
	if p.tracks[from] == nil {
		p.tracks[from] = map[string]*received{}
	}
	p.tracks[from][track.Kind().String()] = counted
	p.lock.Unlock()
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		now := time.Now()
		p.lock.Lock()
		counted.Packets++
		counted.Bytes += packet.MarshalSize()
		if packet.Marker {
			counted.Frames++
		}
		counted.LongestGapMs = max(counted.LongestGapMs, now.Sub(counted.last).Milliseconds())
		counted.last = now
		p.lock.Unlock()
	}
}

func (p *participant) stats() map[string]map[string]*received {
	p.lock.Lock()
	defer p.lock.Unlock()
	copied := map[string]map[string]*received{}
	for from, tracks := range p.tracks {
		copied[from] = map[string]*received{}
		for kind, counted := range tracks {
			now := *counted
			now.LastMs = time.Since(counted.last).Milliseconds()
			copied[from][kind] = &now
		}
	}
	return copied
}
