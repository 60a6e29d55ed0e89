# SPDX-License-Identifier: MIT
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/beckon)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Headers: those of a component's room, and of the rooms without code those that the core shows.
set(header_folders ${beckon_built})
list(REMOVE_ITEM header_folders core)
list(APPEND header_folders lifecycle language ports)
foreach(folder IN LISTS header_folders)
  install(DIRECTORY include/beckon/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/beckon FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(FILES include/beckon/lifecycle.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/beckon)
if(TARGET beckon_service)
  install(FILES include/beckon/beckon.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/beckon)
endif()
# The mailers' port is about this one of the emails' headers.
install(FILES include/beckon/mail/mail_message.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/beckon/mail)
if(TARGET beckon_records)
  install(FILES docs/event.schema.json docs/messages.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/beckon)
endif()

# Each component is an export set of its own, so that a project that asks for one needs the libraries of that one only.
foreach(component IN LISTS beckon_built)
  install(TARGETS beckon_${component} EXPORT beckon-${component})
  install(EXPORT beckon-${component} NAMESPACE beckon:: DESTINATION ${config_dir})
endforeach()

configure_package_config_file(cmake/beckonConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/beckonConfig.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/beckonConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/beckonConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/beckonConfigVersion.cmake
  cmake/Components.cmake
  DESTINATION ${config_dir})

# The way from the .pc files up to the prefix keeps the installation movable.
file(RELATIVE_PATH BECKON_PC_PREFIX /prefix/${pkgconfig_dir} /prefix)
string(REGEX REPLACE "/$" "" BECKON_PC_PREFIX "${BECKON_PC_PREFIX}")

set(description_core "pure rules and ports, header-only")
set(description_link "links")
set(description_mail "emails")
set(description_sorting "by what users are sorted and found")
set(description_records "how users and events are written down")
set(description_addresses "email addresses as people type them")
set(description_memory "the store in memory")
set(description_sqlite "the store in one SQLite file")
set(description_postgres "the store in a PostgreSQL database")
set(description_smtp "the mailer over SMTP")
set(description_file "the mailer that writes files")
set(description_delivery "sending what is due")
set(description_service "invitations and users")
set(description_exchange "import and export by CSV")
set(description_testing "the contract of every store, and doubles that fail as planned")
set(module_curl libcurl)
set(module_fmt fmt)
set(module_libidn2 libidn2)
set(module_libpq libpq)
set(module_libsodium libsodium)
set(module_sqlite sqlite3)
set(module_utf8proc libutf8proc)

foreach(BECKON_PC_NAME IN LISTS beckon_built)
  set(requires ${beckon_needs_${BECKON_PC_NAME}})
  list(TRANSFORM requires PREPEND beckon-)
  set(libs -L\${libdir} -lbeckon_${BECKON_PC_NAME})
  if(BECKON_PC_NAME STREQUAL core)
    set(libs)
  endif()
  foreach(package IN LISTS beckon_packages_${BECKON_PC_NAME})
    list(APPEND requires ${module_${package}})
    if(package STREQUAL boost_json)  # Boost has no .pc files.
      list(APPEND libs -lboost_json)
    endif()
  endforeach()
  set(BECKON_PC_DESCRIPTION ${description_${BECKON_PC_NAME}})
  list(JOIN requires " " BECKON_PC_REQUIRES)
  list(JOIN libs " " BECKON_PC_LIBS)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/beckon-${BECKON_PC_NAME}.pc)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/component.pc.in ${output} @ONLY)
  install(FILES ${output} DESTINATION ${pkgconfig_dir})
endforeach()
