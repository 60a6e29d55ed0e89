// SPDX-License-Identifier: MIT
#pragma once

/// Everything that a backend calls, except its store and its mailer. Link beckon::service. Include your store and your
/// mailer separately, for example `beckon/sqlite/sqlite_store.hpp` and `beckon/smtp/smtp_mailer.hpp`.
#include "beckon/delivery/courier.hpp"
#include "beckon/delivery/diagnosis.hpp"
#include "beckon/lifecycle.hpp"
#include "beckon/service/service.hpp"
