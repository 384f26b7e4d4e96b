@echo off
rem Bo cac chinh sach da dat boi khoa-trinh-duyet.cmd.
setlocal
fltmc >nul 2>&1
if errorlevel 1 (
    set "SELF=%~f0"
    powershell -NoProfile -Command "Start-Process -FilePath $env:SELF -Verb RunAs"
    exit /b
)
call "%~dp0trinh-duyet\mo-khoa.cmd"
echo.
pause
