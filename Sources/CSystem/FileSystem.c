#include "FileSystem.h"

#include <stddef.h>
#include <stdint.h>

#if defined(__linux__)
#include <sys/vfs.h>

// statfs(2) and linux/magic.h.
static const uint32_t network_systems[] = {
    0x6969,      // NFS
    0x517B,      // SMB
    0xFE534D42,  // SMB2
    0xFF534D42,  // CIFS
    0x65735546,  // FUSE, behind which object stores and sshfs lie
    0x01021997,  // 9P
    0x00C36400,  // Ceph
    0x5346414F,  // AFS
    0x6B414653,  // AFS of the kernel
    0x0BD00BD0,  // Lustre
    0x73757245,  // Coda
    0x564C,      // NCP
    0x01161970,  // GFS2
    0x7461636F,  // OCFS2
    0x47504653,  // GPFS
    0x19830326,  // BeeGFS
    0xAAD7AAEA,  // PanFS
    0x786F4256,  // folders of a virtual machine's host
};

int lowrank_is_on_network(int descriptor) {
  struct statfs system;
  if (fstatfs(descriptor, &system) != 0) return 0;
  for (size_t i = 0; i < sizeof network_systems / sizeof *network_systems; i++)
    if ((uint32_t)system.f_type == network_systems[i]) return 1;
  return 0;
}
#else
#include <sys/mount.h>
#include <sys/param.h>

int lowrank_is_on_network(int descriptor) {
  struct statfs system;
  return fstatfs(descriptor, &system) == 0 && !(system.f_flags & MNT_LOCAL);
}
#endif
