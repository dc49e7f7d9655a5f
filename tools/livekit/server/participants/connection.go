package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/signalling"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

// protocol is the version of LiveKit's signaling that this program speaks.
const protocol = 9

// failure is an error with a code for programs.
type failure struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	// Status is that of HTTP if the server refused the connection; 0 otherwise.
	Status int `json:"status,omitempty"`
}

func (f *failure) Error() string { return f.Code + ": " + f.Detail }

// newAPI creates what all peer connections share. It asks no STUN server: a client finds an SFU with a
// public address without one.
func newAPI(network string) (*webrtc.API, error) {
	udp := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	tcp := []webrtc.NetworkType{webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6}
	allowed := map[string][]webrtc.NetworkType{"udp": udp, "tcp": tcp, "any": append(udp, tcp...)}
	types, ok := allowed[network]
	if !ok {
		return nil, fmt.Errorf("-network is udp, tcp or any, not %q", network)
	}
	engine := webrtc.SettingEngine{}
	engine.SetNetworkTypes(types)
	engine.SetIncludeLoopbackCandidate(true)
	engine.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	media := &webrtc.MediaEngine{}
	if err := registerCodecs(media); err != nil {
		return nil, err
	}
	registry := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(media, registry); err != nil {
		return nil, err
	}
	return webrtc.NewAPI(
		webrtc.WithMediaEngine(media),
		webrtc.WithInterceptorRegistry(registry),
		webrtc.WithSettingEngine(engine),
	), nil
}

// connection of one participant to LiveKit, with one peer connection for each direction.
type connection struct {
	socket  *websocket.Conn
	joined  *livekit.JoinResponse
	writing sync.Mutex
	// publisher sends; subscriber receives.
	publisher, subscriber *peer
	// acknowledged is how many tracks LiveKit expects.
	acknowledged chan struct{}
	// onLayers is told which layers somebody wants.
	onLayers func([]*livekit.SubscribedQuality)
	// identities of the others by the ids of their connections.
	identities sync.Map
	// ended is closed when LiveKit, or a failure, has ended the connection.
	ended  chan struct{}
	reason string
	ending sync.Once
}

// peer is one peer connection, and candidates that came before its description.
type peer struct {
	*webrtc.PeerConnection
	early     []webrtc.ICECandidateInit
	connected chan struct{}
}

// connect joins the room of a token. Call start afterwards.
func connect(api *webrtc.API, given settings, token string) (*connection, error) {
	target, err := url.Parse(given.url)
	if err != nil || (target.Scheme != "http" && target.Scheme != "https") {
		return nil, &failure{Code: "usage", Detail: "-url must begin with http:// or https://"}
	}
	header := http.Header{"Origin": {target.Scheme + "://" + target.Host}}
	target.Scheme = strings.Replace(target.Scheme, "http", "ws", 1)
	target.Path = strings.TrimRight(target.Path, "/") + "/rtc"
	// Parley's tunnel passes no Authorization header, and browsers cannot send one.
	target.RawQuery = url.Values{
		"access_token":   {token},
		"protocol":       {fmt.Sprint(protocol)},
		"sdk":            {"go"},
		"auto_subscribe": {map[bool]string{true: "1", false: "0"}[given.subscribe]},
	}.Encode()
	dialer := websocket.Dialer{
		HandshakeTimeout: given.limit,
		TLSClientConfig:  &tls.Config{InsecureSkipVerify: given.insecure},
	}
	socket, response, err := dialer.Dial(target.String(), header)
	if err != nil {
		if response != nil {
			return nil, &failure{Code: "refused", Detail: response.Status, Status: response.StatusCode}
		}
		return nil, &failure{Code: "unreachable", Detail: err.Error()}
	}
	c := &connection{
		socket:       socket,
		acknowledged: make(chan struct{}, 8),
		ended:        make(chan struct{}),
	}
	_ = socket.SetReadDeadline(time.Now().Add(given.limit))
	first, err := c.read()
	if err != nil || first.GetJoin() == nil {
		_ = socket.Close()
		return nil, &failure{Code: "unreachable", Detail: fmt.Sprintf("no welcome from LiveKit: %v", err)}
	}
	_ = socket.SetReadDeadline(time.Time{})
	c.joined = first.GetJoin()
	c.meet(c.joined.OtherParticipants)
	if c.publisher, err = c.newPeer(api, livekit.SignalTarget_PUBLISHER); err == nil {
		c.subscriber, err = c.newPeer(api, livekit.SignalTarget_SUBSCRIBER)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// start handles what LiveKit says, until the connection ends.
func (c *connection) start() {
	go c.ping()
	go func() {
		for {
			message, err := c.read()
			if err != nil {
				c.end("closed")
				return
			}
			if err := c.handle(message); err != nil {
				c.end(err.Error())
				return
			}
		}
	}()
}

func (c *connection) newPeer(api *webrtc.API, target livekit.SignalTarget) (*peer, error) {
	made, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	p := &peer{PeerConnection: made, connected: make(chan struct{})}
	var once sync.Once
	made.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		switch state {
		case webrtc.PeerConnectionStateConnected:
			once.Do(func() { close(p.connected) })
		case webrtc.PeerConnectionStateFailed:
			c.end("media connection failed")
		}
	})
	made.OnICECandidate(func(candidate *webrtc.ICECandidate) {
		if candidate == nil {
			return
		}
		_ = c.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
			Trickle: signalling.ToProtoTrickle(candidate.ToJSON(), target, false),
		}})
	})
	return p, nil
}

func (c *connection) handle(message *livekit.SignalResponse) error {
	switch content := message.Message.(type) {
	case *livekit.SignalResponse_TrackPublished:
		c.acknowledged <- struct{}{}
	case *livekit.SignalResponse_Answer:
		description, _, _ := signalling.FromProtoSessionDescription(content.Answer)
		return c.publisher.accept(description)
	case *livekit.SignalResponse_Offer:
		return c.answer(content.Offer)
	case *livekit.SignalResponse_Trickle:
		candidate, err := signalling.FromProtoTrickle(content.Trickle)
		if err != nil {
			return err
		}
		if content.Trickle.Target == livekit.SignalTarget_PUBLISHER {
			return c.publisher.add(candidate)
		}
		return c.subscriber.add(candidate)
	case *livekit.SignalResponse_Update:
		c.meet(content.Update.Participants)
	case *livekit.SignalResponse_SubscribedQualityUpdate:
		for _, codec := range content.SubscribedQualityUpdate.SubscribedCodecs {
			if c.onLayers != nil {
				c.onLayers(codec.Qualities)
			}
		}
	case *livekit.SignalResponse_Leave:
		return errors.New(strings.ToLower(content.Leave.Reason.String()))
	}
	return nil
}

// meet notes who the others are.
func (c *connection) meet(others []*livekit.ParticipantInfo) {
	for _, other := range others {
		c.identities.Store(other.Sid, other.Identity)
	}
}

// senderOf is the identity of who sends a track: its stream is called `id|track`.
func (c *connection) senderOf(track *webrtc.TrackRemote) string {
	id, _, _ := strings.Cut(track.StreamID(), "|")
	if identity, ok := c.identities.Load(id); ok {
		return identity.(string)
	}
	return id
}

// answer accepts what the others send.
func (c *connection) answer(offer *livekit.SessionDescription) error {
	description, id, _ := signalling.FromProtoSessionDescription(offer)
	if err := c.subscriber.accept(description); err != nil {
		return err
	}
	answer, err := c.subscriber.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := c.subscriber.SetLocalDescription(answer); err != nil {
		return err
	}
	return c.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: signalling.ToProtoSessionDescription(answer, id, nil),
	}})
}

func (p *peer) accept(description webrtc.SessionDescription) error {
	if err := p.SetRemoteDescription(description); err != nil {
		return err
	}
	for _, candidate := range p.early {
		if err := p.AddICECandidate(candidate); err != nil {
			return err
		}
	}
	p.early = nil
	return nil
}

func (p *peer) add(candidate webrtc.ICECandidateInit) error {
	if p.RemoteDescription() == nil {
		p.early = append(p.early, candidate)
		return nil
	}
	return p.AddICECandidate(candidate)
}

// ping keeps LiveKit, and proxies on the way, from giving up the connection.
func (c *connection) ping() {
	every := time.Duration(max(1, c.joined.PingInterval)) * time.Second
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-c.ended:
			return
		case now := <-ticker.C:
			_ = c.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_PingReq{
				PingReq: &livekit.Ping{Timestamp: now.UnixMilli()},
			}})
		}
	}
}

func (c *connection) read() (*livekit.SignalResponse, error) {
	kind, payload, err := c.socket.ReadMessage()
	if err != nil {
		return nil, err
	}
	if kind != websocket.BinaryMessage {
		return nil, errors.New("a message that is not binary")
	}
	message := &livekit.SignalResponse{}
	return message, proto.Unmarshal(payload, message)
}

func (c *connection) send(request *livekit.SignalRequest) error {
	payload, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.socket.WriteMessage(websocket.BinaryMessage, payload)
}

// end notes why the connection ended, once.
func (c *connection) end(reason string) {
	c.ending.Do(func() {
		c.reason = reason
		close(c.ended)
	})
}

// close leaves the room.
func (c *connection) close() {
	_ = c.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{
		Leave: &livekit.LeaveRequest{Reason: livekit.DisconnectReason_CLIENT_INITIATED},
	}})
	c.end("left")
	_ = c.socket.Close()
	for _, p := range []*peer{c.publisher, c.subscriber} {
		if p != nil {
			_ = p.Close()
		}
	}
}

// networkOf tells how a transport sends: "udp" or "tcp"; "" before it is connected.
func networkOf(transport *webrtc.DTLSTransport) string {
	if transport == nil {
		return ""
	}
	pair, err := transport.ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil {
		return ""
	}
	return pair.Local.Protocol.String()
}
