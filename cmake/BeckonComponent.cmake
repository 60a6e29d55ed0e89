# SPDX-License-Identifier: MIT

set(beckon_target_boost Boost::headers)
set(beckon_target_boost_json Boost::json)
set(beckon_target_curl CURL::libcurl)
set(beckon_target_fmt fmt::fmt)
set(beckon_target_libidn2 PkgConfig::libidn2)
set(beckon_target_libpq PostgreSQL::PostgreSQL)
set(beckon_target_libsodium PkgConfig::libsodium)
set(beckon_target_sqlite SQLite::SQLite3)
set(beckon_target_threads Threads::Threads)
set(beckon_target_utf8proc PkgConfig::utf8proc)

# beckon_component(NAME file...): the library beckon_NAME, known to everyone as beckon::NAME, on all that Components.cmake
# says. Private headers are included by their path from src/.
function(beckon_component name)
  add_library(beckon_${name} STATIC ${ARGN})
  add_library(beckon::${name} ALIAS beckon_${name})
  set_target_properties(beckon_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(beckon_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  foreach(needed IN LISTS beckon_needs_${name})
    target_link_libraries(beckon_${name} PUBLIC beckon::${needed})
  endforeach()
  foreach(package IN LISTS beckon_packages_${name})
    target_link_libraries(beckon_${name} PRIVATE ${beckon_target_${package}})
  endforeach()
endfunction()
