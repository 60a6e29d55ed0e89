// SPDX-License-Identifier: MIT
#include "tests/store/sqlite/faulty_disk.hpp"

#include <sqlite3.h>

#include <mutex>
#include <new>
#include <stdexcept>

namespace beckon::test_support {

namespace {

using Call = FaultyDisk::Call;

struct Plan {
    std::mutex mutex;
    int fail_at = 0;  // 0: never
    unsigned which = 0;
    int code = 0;
    bool for_ever = false;
    bool has_failed = false;
    int matching = 0;

    /// The code with which this call is to fail, or SQLITE_OK.
    int next(Call call) {
        const std::lock_guard lock(mutex);
        if (fail_at == 0 || (static_cast<unsigned>(call) & which) == 0) return SQLITE_OK;
        ++matching;
        const bool fails = for_ever ? matching >= fail_at : matching == fail_at;
        has_failed = has_failed || fails;
        return fails ? code : SQLITE_OK;
    }
};

Plan plan;
sqlite3_vfs* system_disk = nullptr;
sqlite3_vfs faulty_disk;
sqlite3_io_methods methods;

/// A file of the system's, right behind this object in memory.
struct File {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

int close(sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); }
int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    return real(f)->pMethods->xRead(real(f), to, size, at);
}
int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    const int code = plan.next(Call::write);
    return code != SQLITE_OK ? code : real(f)->pMethods->xWrite(real(f), from, size, at);
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
    const int code = plan.next(Call::truncate);
    return code != SQLITE_OK ? code : real(f)->pMethods->xTruncate(real(f), size);
}
int sync(sqlite3_file*, int) { return plan.next(Call::sync); }
int file_size(sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); }
int lock(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int unlock(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int check_lock(sqlite3_file* f, int* held) { return real(f)->pMethods->xCheckReservedLock(real(f), held); }
int control(sqlite3_file* f, int what, void* with) { return real(f)->pMethods->xFileControl(real(f), what, with); }
int sector_size(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int characteristics(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
    const int code = extend != 0 ? plan.next(Call::share) : SQLITE_OK;
    return code != SQLITE_OK ? code : real(f)->pMethods->xShmMap(real(f), page, size, extend, to);
}
int shm_lock(sqlite3_file* f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
void shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); }

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* opened = new (file) File{};
    const int result = system_disk->xOpen(system_disk, name, opened->real(), flags, out_flags);
    if (opened->real()->pMethods != nullptr) opened->base.pMethods = &methods;
    return result;
}

}  // namespace

FaultyDisk::FaultyDisk() {
    system_disk = sqlite3_vfs_find(nullptr);
    if (system_disk == nullptr) throw std::runtime_error("SQLite has no disk");
    methods = sqlite3_io_methods{
        2,         close,      read,    write,       truncate,        sync,    file_size, lock,
        unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
        shm_unmap, nullptr,    nullptr};
    faulty_disk = *system_disk;
    faulty_disk.zName = "faulty";
    faulty_disk.pNext = nullptr;
    faulty_disk.szOsFile = static_cast<int>(sizeof(File)) + system_disk->szOsFile;
    faulty_disk.xOpen = open;
    mend();
    sqlite3_vfs_register(&faulty_disk, 1);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&faulty_disk);
    sqlite3_vfs_register(system_disk, 1);
}

void FaultyDisk::fail(int n, Call which, int code, Times times) {
    mend();
    const std::lock_guard guard(plan.mutex);
    plan.fail_at = n;
    plan.which = static_cast<unsigned>(which);
    plan.code = code;
    plan.for_ever = times == Times::for_ever;
}

bool FaultyDisk::mend() {
    const std::lock_guard guard(plan.mutex);
    const bool had_failed = plan.has_failed;
    plan.fail_at = 0;
    plan.matching = 0;
    plan.has_failed = false;
    return had_failed;
}

}  // namespace beckon::test_support
