// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace beckon::test_support {

/// A disk under SQLite that can be told to fail. It does not wait for the platters: its tests take no power away. From
/// the making of this object on, every database that is opened in the process lies on it; one object at a time, and no
/// database may stay open longer than it.
class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    ~FaultyDisk();

    /// What may fail. Each counts as one call: a write, a sync, a cut, an extension of the shared memory.
    enum class Call : unsigned { write = 1, sync = 2, truncate = 4, share = 8, any = 15 };
    /// Once, or from then on.
    enum class Times { once, for_ever };

    /// From now on, the n-th such call (from 1) fails with this SQLite code.
    void fail(int n, Call which, int code, Times times);
    /// Nothing fails any more. Whether anything did since `fail`.
    bool mend();
};

}  // namespace beckon::test_support
