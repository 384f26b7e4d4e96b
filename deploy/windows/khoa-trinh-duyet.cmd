@echo off
rem Dat chinh sach cho Chrome, Edge, Firefox va mo trinh duyet khi dang nhap.
rem Them chu toan-man-hinh de trinh duyet chiem ca man hinh, khong co the va thanh dia chi.
setlocal
fltmc >nul 2>&1
if errorlevel 1 (
    set "SELF=%~f0"
    powershell -NoProfile -Command "Start-Process -FilePath $env:SELF -Verb RunAs"
    exit /b
)
call "%~dp0trinh-duyet\khoa.cmd" %1
echo.
pause
