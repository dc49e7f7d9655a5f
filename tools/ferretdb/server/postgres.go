package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	pgBin             = "/usr/lib/postgresql/18/bin/"
	mountPoint        = "/pgdata"
	socketMountPoint  = "/pgsockets"
	startLimit        = 60 * time.Second
	stopLimit         = 20 * time.Second
	ferretdbStopLimit = 10 * time.Second
)

type postgres struct {
	cmd     *exec.Cmd
	sockets string // folder of its socket, seen from outside the root folder
	logPath string
	done    chan struct{} // closed when the process has ended
}

// startPostgres prepares the data folder, runs PostgreSQL on a socket in the given folder and waits
// until it answers and has the DocumentDB extension.
func startPostgres(ctx context.Context, o options, lock *os.File, sockets string) (*postgres, error) {
	user, err := postgresUser(o.root)
	if err != nil {
		return nil, err
	}
	if err = mountSockets(o.root, sockets, user); err != nil {
		return nil, err
	}
	if err = prepareData(o, user); err != nil {
		return nil, err
	}
	pg, err := launch(o, user, lock, sockets)
	if err != nil {
		return nil, err
	}
	if err = pg.ready(ctx); err != nil {
		return nil, errors.Join(err, pg.stop())
	}
	return pg, nil
}

// launch starts the server process without waiting until it answers.
func launch(o options, user *syscall.Credential, lock *os.File, sockets string) (*postgres, error) {
	pg := &postgres{
		sockets: filepath.Join(sockets, "pg"),
		logPath: filepath.Join(o.data, "postgres.log"),
		done:    make(chan struct{}),
	}
	logFile, err := os.Create(pg.logPath)
	if err != nil {
		return nil, err
	}
	defer logFile.Close()

	pg.cmd = inRoot(o.root, user, "postgres", serverArgs(o.throwaway)...)
	pg.cmd.Stdout, pg.cmd.Stderr = logFile, logFile
	// Every process of PostgreSQL inherits the lock, so it is free only when all of them have ended.
	pg.cmd.ExtraFiles = []*os.File{lock}
	// SIGINT is PostgreSQL's fast shutdown, in case this process is killed. A session of its own
	// keeps Ctrl-C in a terminal from reaching PostgreSQL before FerretDB has ended.
	pg.cmd.SysProcAttr.Pdeathsig = syscall.SIGINT
	pg.cmd.SysProcAttr.Setsid = true
	if err = pg.cmd.Start(); err != nil {
		return nil, fmt.Errorf("PostgreSQL cannot start: %w", err)
	}
	go func() {
		_ = pg.cmd.Wait()
		close(pg.done)
	}()
	return pg, nil
}

func serverArgs(throwaway bool) []string {
	settings := []string{
		"listen_addresses=",
		"unix_socket_directories=" + socketMountPoint,
		"shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb",
		"cron.database_name=postgres",
		"cron.host=" + socketMountPoint,
		"documentdb.localhost_connection_string=host=" + socketMountPoint,
		// DocumentDB's TTL job runs every minute; one row for each run would grow without bound.
		"cron.log_run=off",
		"cron.log_statement=off",
		"log_checkpoints=off",
	}
	if throwaway {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	args := []string{"-D", mountPoint}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// ready waits until PostgreSQL accepts connections, and ensures the extension.
func (pg *postgres) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	for {
		conn, err := pgx.Connect(ctx, pg.url())
		if err == nil {
			defer conn.Close(context.Background())
			return pg.ensureExtension(ctx, conn)
		}
		select {
		case <-pg.done:
			return fmt.Errorf("PostgreSQL did not start:\n%s", tail(pg.logPath))
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(30 * time.Millisecond):
		}
	}
}

// ensureExtension creates DocumentDB in a new folder, and updates it in a folder of an older build.
func (pg *postgres) ensureExtension(ctx context.Context, conn *pgx.Conn) error {
	for _, sql := range []string{
		"create extension if not exists documentdb cascade",
		"alter extension documentdb_core update",
		"alter extension documentdb update",
		// Jobs (expiry, index builds) keep the address of the run that created them.
		fmt.Sprintf("update cron.job set nodename = '%s', nodeport = 5432", socketMountPoint),
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

func (pg *postgres) url() string {
	query := url.Values{"host": {pg.sockets}, "port": {"5432"}, "sslmode": {"disable"}}
	return "postgres://postgres@/postgres?" + query.Encode()
}

// stop requests a fast shutdown, which rolls back open transactions and writes a checkpoint.
func (pg *postgres) stop() error {
	_ = pg.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-pg.done:
		return nil
	case <-time.After(stopLimit):
		// An immediate shutdown is safe: the next start replays the write-ahead log.
		_ = pg.cmd.Process.Signal(syscall.SIGQUIT)
		<-pg.done
		return fmt.Errorf("PostgreSQL did not end within %s and was ended at once", stopLimit)
	}
}

// tail returns the end of a log file.
func tail(path string) string {
	text, _ := os.ReadFile(path)
	if len(text) > 2000 {
		text = text[len(text)-2000:]
	}
	return string(text)
}
