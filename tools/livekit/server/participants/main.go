// Participants of LiveKit rooms that need no browser: `npm run doctor` lets two of them prove that
// media pass, and benchmarks fill a room with them. See ../../README.md.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const usage = `usage: participants probe|load -url http://127.0.0.1:3000/sfu [options]
Tokens are read from the standard input. The results are lines of JSON.`

// settings of all participants of a run.
type settings struct {
	// url is the address below which LiveKit's /rtc is, such as Parley's /sfu.
	url string
	// network is "udp", "tcp" or "any".
	network string
	// limit is how long a participant waits for a connection, and then for media.
	limit time.Duration
	// insecure accepts every certificate.
	insecure bool
	// subscribe is whether participants receive what others send.
	subscribe bool
	// media is what each participant sends.
	media mediaSettings
}

func main() {
	if len(os.Args) < 2 {
		fail(usage)
	}
	var (
		given   settings
		layers  string
		rates   string
		options = flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	)
	options.StringVar(&given.url, "url", "", "address of the SFU, such as http://127.0.0.1:3000/sfu")
	options.StringVar(&given.network, "network", "any", "how media travel: udp, tcp or any")
	options.DurationVar(&given.limit, "limit", 15*time.Second, "for a connection, and then for media")
	options.BoolVar(&given.insecure, "insecure", false, "accept every certificate")
	options.BoolVar(&given.subscribe, "subscribe", false, "load: receive what others send")
	options.BoolVar(&given.media.audio, "audio", true, "send audio")
	options.BoolVar(&given.media.video, "video", true, "send video")
	options.StringVar(&layers, "layers", "180,360,720", "heights of the video's layers, ascending")
	options.StringVar(&rates, "kbps", "", "bit rates of the layers; as low as possible without")
	options.IntVar(&given.media.rate, "fps", 15, "video frames a second")
	_ = options.Parse(os.Args[2:])

	var err error
	if given.media.layers, err = layersOf(layers, rates); err != nil {
		fail(err.Error())
	}
	if given.url == "" || given.media.rate < 1 {
		fail(usage)
	}
	api, err := newAPI(given.network)
	if err != nil {
		fail(err.Error())
	}
	switch os.Args[1] {
	case "probe":
		os.Exit(probe(api, given))
	case "load":
		load(api, given)
	default:
		fail(usage)
	}
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(2)
}

// layersOf reads lists such as "180,360" and "150,450".
func layersOf(heights, rates string) ([]layerSettings, error) {
	var layers []layerSettings
	kbps := strings.Split(rates, ",")
	for index, text := range strings.Split(heights, ",") {
		height, err := strconv.Atoi(text)
		if err != nil || height < 16 || height > 2160 || index >= len(names) {
			return nil, fmt.Errorf("%q is no list of at most %d heights", heights, len(names))
		}
		layer := layerSettings{width: height * 16 / 9, height: height}
		if rates != "" {
			if len(kbps) <= index {
				return nil, fmt.Errorf("%q has too few bit rates", rates)
			}
			if layer.kbps, err = strconv.Atoi(kbps[index]); err != nil {
				return nil, fmt.Errorf("%q is no list of bit rates", rates)
			}
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

var printing sync.Mutex

// report prints a line of JSON.
func report(value any) {
	printing.Lock()
	defer printing.Unlock()
	_ = json.NewEncoder(os.Stdout).Encode(value)
}
