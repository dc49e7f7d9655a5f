// Command database is the stand-in for MongoDB on machines where no mongod can be had: PostgreSQL
// with the DocumentDB extension, started inside a Debian root folder, and FerretDB in front of it.
//
// It must be started as root in a mount namespace of its own (`unshare --mount --propagation
// private`), because it mounts into the root folder. One line `{"uri":"mongodb://…"}` on stdout
// says that it is ready. It ends in order (FerretDB, then PostgreSQL) on SIGTERM, SIGINT, SIGHUP
// or when its stdin is closed, which happens when its parent is killed.
//
// Neither listens on TCP. Their sockets are in a folder that only the account that runs them can
// enter, so no other local account can reach the data.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
)

// exitInUse tells the caller that another process works on the same data folder.
const exitInUse = 3

type options struct {
	root      string // Debian root folder that holds PostgreSQL and DocumentDB
	data      string // folder of this database: pg/, state/, logs and the lock
	template  string // initialised pg/ folder that a new database is copied from
	throwaway bool   // nothing needs to survive a crash of the machine
	initOnly  bool   // make a template: initialise an empty data folder and end
}

func init() {
	// The kernel sends the parent-death signal when the *thread* that started the child ends.
	runtime.LockOSThread()
}

func main() {
	var o options
	flag.StringVar(&o.root, "root", "", "Debian root folder with PostgreSQL and DocumentDB")
	flag.StringVar(&o.data, "data", "", "data folder")
	flag.StringVar(&o.template, "template", "", "initialised PostgreSQL folder to copy from")
	flag.BoolVar(&o.throwaway, "throwaway", false, "trade durability for speed")
	flag.BoolVar(&o.initOnly, "init-only", false, "make a template: initialise an empty data folder and end")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()

	err := run(ctx, o)
	if errors.Is(err, errInUse) {
		os.Exit(exitInUse)
	}
	if err != nil && !(errors.Is(err, context.Canceled) && ctx.Err() != nil) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if err := os.MkdirAll(filepath.Join(o.data, "state"), 0o700); err != nil {
		return err
	}
	// Outside the root folder, the id of PostgreSQL's user belongs to another account.
	if err := os.Chmod(o.data, 0o700); err != nil {
		return err
	}
	lock, err := lockFolder(ctx, o.data)
	if err != nil {
		return err
	}
	defer lock.Close()
	// An empty lock file tells the next run to wait, because this run is ending.
	context.AfterFunc(ctx, func() { _ = lock.Truncate(0) })

	sockets, err := makeSocketFolder()
	if err != nil {
		return err
	}
	defer removeSocketFolder(sockets)

	pg, err := startPostgres(ctx, o, lock, sockets)
	if err != nil {
		return err
	}
	if !o.initOnly {
		err = serve(ctx, o, pg, filepath.Join(sockets, "mongodb.sock"))
	}
	return errors.Join(err, pg.stop())
}

// serve runs FerretDB until ctx is cancelled or FerretDB or PostgreSQL ends.
func serve(ctx context.Context, o options, pg *postgres, socket string) error {
	f, err := startFerretdb(o, pg, socket)
	if err != nil {
		return err
	}
	if err = f.ready(ctx, pg); err == nil {
		uri := "mongodb://" + url.PathEscape(socket) + "/"
		err = json.NewEncoder(os.Stdout).Encode(map[string]string{"uri": uri})
	}
	if err == nil {
		select {
		case <-pg.done:
			err = fmt.Errorf("PostgreSQL ended by itself, see %s", pg.logPath)
		case <-f.done:
			err = fmt.Errorf("FerretDB ended by itself, see %s", f.logPath)
		case <-ctx.Done():
			err = ctx.Err()
		}
	}
	f.stop()
	return err
}
