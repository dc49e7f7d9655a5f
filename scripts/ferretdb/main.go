// Command ferretdb is the stand-in for MongoDB on machines where no mongod can be had: PostgreSQL
// with the DocumentDB extension, started inside a Debian root folder, and FerretDB in front of it.
//
// It must be started as root in a mount namespace of its own (`unshare --mount --propagation
// private`), because it mounts into the root folder. One line `{"uri":"mongodb://…"}` on stdout
// says that it is ready. It ends in order (FerretDB, then PostgreSQL) on SIGTERM, SIGINT, SIGHUP
// or when its stdin is closed, which is how it notices that its parent was killed.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/FerretDB/FerretDB/v2/ferretdb"
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
	lock, err := lockFolder(ctx, o.data)
	if err != nil {
		return err
	}
	defer lock.Close()
	// Who starts next waits for what is ending and refuses only what goes on.
	context.AfterFunc(ctx, func() { _ = lock.Truncate(0) })

	pg, err := startPostgres(ctx, o, lock)
	if err != nil {
		return err
	}
	if !o.initOnly {
		err = serve(ctx, o, pg)
	}
	return errors.Join(err, pg.stop())
}

// serve runs FerretDB until ctx is cancelled or PostgreSQL ends by itself.
func serve(ctx context.Context, o options, pg *postgres) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	logFile, err := os.Create(filepath.Join(o.data, "ferretdb.log"))
	if err != nil {
		return err
	}
	defer logFile.Close()

	telemetry := false
	f, err := ferretdb.New(&ferretdb.Config{
		PostgreSQLURL: pg.url(),
		ListenAddr:    "127.0.0.1:0",
		StateDir:      filepath.Join(o.data, "state"),
		LogLevel:      slog.LevelWarn,
		LogOutput:     logFile,
		Telemetry:     &telemetry,
	})
	if err != nil {
		return fmt.Errorf("FerretDB cannot start, see %s: %w", logFile.Name(), err)
	}

	go func() {
		select {
		case <-pg.done:
			cancel(fmt.Errorf("PostgreSQL ended by itself, see %s", pg.logPath))
		case <-ctx.Done():
		}
	}()
	go func() {
		_ = json.NewEncoder(os.Stdout).Encode(map[string]string{"uri": f.MongoDBURI()})
	}()

	f.Run(ctx)
	return context.Cause(ctx)
}
