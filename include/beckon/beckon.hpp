// SPDX-License-Identifier: MIT
#pragma once

/// All that a backend calls, less its store and its mailer: these are `beckon/sqlite/sqlite_store.hpp`,
/// `beckon/postgres/postgres_store.hpp` and `beckon/memory/memory_store.hpp`, and `beckon/smtp/smtp_mailer.hpp` and
/// `beckon/file/file_mailer.hpp`. Its component is beckon::service.
#include "beckon/delivery/courier.hpp"
#include "beckon/delivery/diagnosis.hpp"
#include "beckon/lifecycle.hpp"
#include "beckon/service/service.hpp"
