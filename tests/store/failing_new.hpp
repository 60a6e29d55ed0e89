// SPDX-License-Identifier: MIT
#pragma once

// Whether the operator new of this program is ours. That of clang's sanitizers cannot be replaced.
#define BECKON_NEW_CAN_FAIL
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#undef BECKON_NEW_CAN_FAIL
#endif
#endif

namespace beckon::testing {

/// Lets as many more allocations of this thread succeed, and the next one fail; below 0: none fails.
void fail_new_after(int allocations);

}  // namespace beckon::testing
