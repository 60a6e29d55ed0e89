// SPDX-License-Identifier: MIT
// A host that links the core, the service and the adapters.
#include <beckon/lifecycle/policies.hpp>

int main() { return beckon::policies::recommended().offers_copy_link ? 0 : 1; }
