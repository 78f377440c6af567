// Renames that Swift's Glibc module lacks.
#ifndef CFILES_H
#define CFILES_H

/// Exchanges what stands at two paths of one file system in one step: no moment has either path empty. 0, or -1 with
/// errno; ENOSYS, EINVAL or ENOTSUP where the system or the file system cannot.
int hd_rename_exchange(const char *a, const char *b);

/// Renames where nothing stands at `to`; -1 with EEXIST where something does, errors else as above.
int hd_rename_noreplace(const char *from, const char *to);

#endif
