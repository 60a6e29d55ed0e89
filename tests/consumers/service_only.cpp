// SPDX-License-Identifier: MIT
// A host with a store and mail of its own: it links the core and the service only.
#include <beckon/memory/memory_store.hpp>

#include "lifecycle.hpp"

int main() {
    beckon::MemoryStore store;
    return invites_and_accepts(store) ? 0 : 1;
}
