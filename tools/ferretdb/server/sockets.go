package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// makeSocketFolder creates a folder that no other account can enter. It is under the folder for
// temporary files, because the path of a socket is limited to 107 bytes.
func makeSocketFolder() (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 {
		parent = "/tmp"
	}
	return os.MkdirTemp(parent, "parley-sockets-")
}

// mountSockets creates a folder for PostgreSQL's socket, here and in the root folder, that its user may
// write to. It is visible only in this process's mount namespace.
func mountSockets(root, sockets string, user *syscall.Credential) error {
	here, inside := filepath.Join(sockets, "pg"), filepath.Join(root, socketMountPoint)
	if err := errors.Join(os.Mkdir(here, 0o700), os.MkdirAll(inside, 0o755)); err != nil {
		return err
	}
	options := fmt.Sprintf("mode=0700,uid=%d,gid=%d", user.Uid, user.Gid)
	return errors.Join(
		syscall.Mount("tmpfs", here, "tmpfs", 0, options),
		syscall.Mount(here, inside, "", syscall.MS_BIND, ""),
	)
}

// removeSocketFolder removes the folder of makeSocketFolder after the servers have ended.
func removeSocketFolder(sockets string) {
	_ = syscall.Unmount(filepath.Join(sockets, "pg"), syscall.MNT_DETACH)
	_ = os.RemoveAll(sockets)
}
