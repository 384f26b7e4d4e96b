@echo off
rem Go tro ly, loi tat va chinh sach trinh duyet da dat. Chay tu USB hay tu thu muc da cai deu duoc.
setlocal
fltmc >nul 2>&1
if errorlevel 1 (
    set "SELF=%~f0"
    powershell -NoProfile -Command "Start-Process -FilePath $env:SELF -Verb RunAs"
    exit /b
)
set "HOME_=%ProgramFiles%\DiaChiTroLy"
if defined ProgramW6432 set "HOME_=%ProgramW6432%\DiaChiTroLy"
cd /d "%SystemRoot%"
if exist "%HOME_%\trinh-duyet\mo-khoa.cmd" call "%HOME_%\trinh-duyet\mo-khoa.cmd"
if exist "%HOME_%\khoi-dong.py" "%HOME_%\python\python.exe" "%HOME_%\khoi-dong.py" go-bo
if exist "%HOME_%\khoi-dong.py" (
    echo Chua go duoc: xem dong tren.
    pause
    exit /b 1
)
echo Da xong.
pause
(goto) 2>nul & rmdir /s /q "%HOME_%"
