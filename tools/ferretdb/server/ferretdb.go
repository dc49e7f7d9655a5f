package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// ferretdb is the FerretDB program, which is built next to this one.
type ferretdb struct {
	cmd     *exec.Cmd
	socket  string
	logPath string
	done    chan struct{} // closed when the process has ended
}

// startFerretdb starts the process without waiting until it answers.
func startFerretdb(o options, pg *postgres, socket string) (*ferretdb, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	f := &ferretdb{socket: socket, logPath: filepath.Join(o.data, "ferretdb.log"), done: make(chan struct{})}
	logFile, err := os.Create(f.logPath)
	if err != nil {
		return nil, err
	}
	defer logFile.Close()

	// Only the account that owns the data can reach the socket, so there is no password. "-" means no
	// listener.
	f.cmd = exec.Command(filepath.Join(filepath.Dir(self), "ferretdb"),
		"--postgresql-url="+pg.url(),
		"--listen-unix="+socket, "--listen-addr=-", "--debug-addr=-", "--no-auth",
		"--state-dir="+filepath.Join(o.data, "state"),
		"--log-level=WARN", "--telemetry=disable",
	)
	f.cmd.Env = []string{"TMPDIR=" + os.TempDir()}
	f.cmd.Stdout, f.cmd.Stderr = logFile, logFile
	f.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err = f.cmd.Start(); err != nil {
		return nil, fmt.Errorf("FerretDB cannot start: %w", err)
	}
	go func() {
		_ = f.cmd.Wait()
		close(f.done)
	}()
	return f, nil
}

// ready waits until FerretDB accepts connections.
func (f *ferretdb) ready(ctx context.Context, pg *postgres) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()

	for {
		conn, err := net.Dial("unix", f.socket)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-f.done:
			return fmt.Errorf("FerretDB did not start, see %s:\n%s", f.logPath, tail(f.logPath))
		case <-pg.done:
			return fmt.Errorf("PostgreSQL ended by itself, see %s", pg.logPath)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (f *ferretdb) stop() {
	_ = f.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-f.done:
	case <-time.After(ferretdbStopLimit):
		// FerretDB has no state of its own: PostgreSQL rolls back open transactions.
		_ = f.cmd.Process.Kill()
		<-f.done
	}
}
