package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var errInUse = errors.New("the data folder is in use")

// lingerLimit is how long a run that is ending, or the children of a killed run, may take.
const lingerLimit = 20 * time.Second

// lockFolder takes a kernel lock on the folder, which a crash cannot leave behind. It fails at once
// with errInUse if the owner of the lock is running, and waits if the owner is ending or was killed.
func lockFolder(ctx context.Context, dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(lingerLimit); ; {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			if err = file.Truncate(0); err == nil {
				_, err = file.WriteAt([]byte(strconv.Itoa(os.Getpid())), 0)
			}
			return file, err
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, err
		}
		if ownerLives(file) || time.Now().After(end) {
			return nil, errInUse
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func ownerLives(lock *os.File) bool {
	text := make([]byte, 20)
	n, _ := lock.ReadAt(text, 0)
	pid, err := strconv.Atoi(string(text[:n]))
	return err == nil && pid > 0 && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// prepareData makes sure that data/pg is an initialised PostgreSQL folder, mounts it into the
// root folder and removes what a killed run has left. The caller holds the lock.
func prepareData(o options, user *syscall.Credential) error {
	pgDir := filepath.Join(o.data, "pg")
	isNew := !exists(filepath.Join(pgDir, "PG_VERSION"))
	if isNew && !o.initOnly {
		if err := copyTemplate(o.template, pgDir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(pgDir, 0o700); err != nil {
		return err
	}
	if err := own(pgDir, user); err != nil {
		return err
	}
	if err := mountAll(o.root, pgDir); err != nil {
		return err
	}
	if isNew {
		if err := initialise(o, user); err != nil {
			return err
		}
	}
	if err := admitOwnerOnly(pgDir, user); err != nil {
		return err
	}
	// No server runs on this folder, because it would hold the lock. PostgreSQL would still refuse to
	// start if the process id in a stale file now belongs to another process of its user.
	err := os.Remove(filepath.Join(pgDir, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// initialise fills a new folder, or ensures that a copied one is on the disk.
func initialise(o options, user *syscall.Credential) error {
	args := []string{"-D", mountPoint, "--auth-local=peer", "--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8"}
	switch {
	case o.initOnly:
	case o.throwaway:
		return nil
	default:
		args = []string{"-D", mountPoint, "--sync-only"}
	}
	if out, err := inRoot(o.root, user, "initdb", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// admitOwnerOnly restricts connections over the socket to the accounts root (FerretDB, this program)
// and postgres (PostgreSQL's own jobs). It also corrects the folders of earlier versions, which
// admitted every local account.
func admitOwnerOnly(pgDir string, user *syscall.Credential) error {
	for name, text := range map[string]string{
		"pg_hba.conf":   "local all postgres peer map=parley\n",
		"pg_ident.conf": "parley root postgres\nparley postgres postgres\n",
	} {
		path := filepath.Join(pgDir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		if err := os.Chown(path, int(user.Uid), int(user.Gid)); err != nil {
			return err
		}
	}
	return nil
}

// copyTemplate copies under another name first, so that an incomplete copy is never used.
func copyTemplate(template, pgDir string) error {
	half := pgDir + ".new"
	if err := errors.Join(os.RemoveAll(half), os.RemoveAll(pgDir)); err != nil {
		return err
	}
	if out, err := exec.Command("cp", "-a", "--reflink=auto", template, half).CombinedOutput(); err != nil {
		return fmt.Errorf("copying %s: %w\n%s", template, err, out)
	}
	return os.Rename(half, pgDir)
}

// own gives the folder to PostgreSQL's user, whose id may differ between root folders.
func own(dir string, user *syscall.Credential) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if info.Sys().(*syscall.Stat_t).Uid == user.Uid {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(user.Uid), int(user.Gid))
	})
}

// mountAll mounts what PostgreSQL needs into the root folder. All mounts, including the shared memory
// of a killed server, end with this process's mount namespace.
func mountAll(root, pgDir string) error {
	at := func(path string) string { return filepath.Join(root, path) }
	if err := os.MkdirAll(at(mountPoint), 0o755); err != nil {
		return err
	}
	return errors.Join(
		syscall.Mount("/dev", at("dev"), "", syscall.MS_BIND|syscall.MS_REC, ""),
		syscall.Mount("tmpfs", at("dev/shm"), "tmpfs", 0, "mode=1777"),
		syscall.Mount("proc", at("proc"), "proc", 0, ""),
		syscall.Mount(pgDir, at(mountPoint), "", syscall.MS_BIND, ""),
	)
}

// inRoot returns a command of PostgreSQL that runs as its user inside the root folder.
func inRoot(root string, user *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(pgBin+name, args...)
	// The path exists only inside the root folder, but exec.Command has looked outside.
	cmd.Err = nil
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + pgBin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: user}
	return cmd
}

// postgresUser reads the ids of the user postgres from the root folder's passwd file.
func postgresUser(root string) (*syscall.Credential, error) {
	text, err := os.ReadFile(filepath.Join(root, "etc/passwd"))
	if err != nil {
		return nil, err
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		fields := strings.Split(line, ":")
		if len(fields) < 4 || fields[0] != "postgres" {
			continue
		}
		uid, err1 := strconv.ParseUint(fields[2], 10, 32)
		gid, err2 := strconv.ParseUint(fields[3], 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
	}
	return nil, fmt.Errorf("%s has no user postgres", root)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
