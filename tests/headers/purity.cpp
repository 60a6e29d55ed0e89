// SPDX-License-Identifier: MIT
// What the lifecycle may lean on comes first; then the names of the outside world are poisoned; then every lifecycle
// header is compiled. A header that names one of them breaks the build.
#include <algorithm>
#include <array>
#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <boost/system/result.hpp>
#include <boost/uuid/uuid.hpp>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

// Clocks.
#pragma GCC poison time clock_gettime gettimeofday localtime gmtime timespec_get mktime
#pragma GCC poison chrono system_clock steady_clock high_resolution_clock
#pragma GCC poison microsec_clock second_clock local_time universal_time
// Randomness.
#pragma GCC poison rand srand random_device mt19937 mt19937_64 default_random_engine getrandom arc4random
#pragma GCC poison random_generator
// Files, streams, the environment, processes.
#pragma GCC poison fopen fread fwrite printf fprintf puts fputs putchar scanf
#pragma GCC poison cin cout cerr clog iostream ifstream ofstream fstream stringstream ostringstream istringstream \
    ostream
#pragma GCC poison getenv setenv fork exec abort exit
// Threads and waiting.
#pragma GCC poison thread jthread mutex shared_mutex recursive_mutex lock_guard unique_lock scoped_lock
#pragma GCC poison condition_variable atomic future promise async sleep usleep nanosleep sleep_for sleep_until
#pragma GCC poison thread_local

#include "lifecycle_headers.inc"

#ifdef BECKON_PLANT_CLOCK
inline auto planted() { return std::chrono::system_clock::now(); }
#endif
#ifdef BECKON_PLANT_FILE
inline auto planted() { return std::fopen("/dev/null", "r"); }
#endif
