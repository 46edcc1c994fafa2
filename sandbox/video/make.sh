#!/bin/sh
# Makes veo-sandbox.mp4, the film that the sandbox serves: 6 s, 720p, H.264 and AAC. Needs ffmpeg.
set -eu
cd "$(dirname "$0")"

font=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# An evening sky from indigo over rose to amber, and a soft sun that crosses it.
ffmpeg -v error -f lavfi -i 'color=black:s=1280x720:d=0.04,format=rgb24,geq=r=38+206*Y/600:g=40+110*pow(Y/600\,1.4):b=110+10*sin(PI*Y/600)-30*Y/600' \
	-frames:v 1 "$work/sky.png"
ffmpeg -v error -f lavfi -i 'color=black:s=260x260:d=0.04,format=rgba,geq=r=255:g=224:b=160:a=255*clip((128-hypot(X-130\,Y-130))/8\,0\,1)' \
	-frames:v 1 "$work/sun.png"

hills="drawbox=y=600:h=120:w=1280:color=0x1a1436:t=fill"
title="drawtext=fontfile=$font:text='Veo sandbox':fontsize=92:fontcolor=white:x=(w-tw)/2:y=110:alpha='min(1,t)'"
clock="drawtext=fontfile=$font:text='%{eif\\:floor(t)+1\\:d} / 6 s':fontsize=34:fontcolor=0xffe3c4:x=(w-tw)/2:y=640"

ffmpeg -v error -y \
	-loop 1 -framerate 24 -t 6 -i "$work/sky.png" \
	-loop 1 -framerate 24 -t 6 -i "$work/sun.png" \
	-f lavfi -i 'sine=frequency=220:duration=6:sample_rate=44100' \
	-filter_complex "[0][1]overlay=x='80+170*t':y='480-210*sin(PI*(t+0.5)/7)'[s];[s]$hills,$title,$clock,format=yuv420p[v];[2]tremolo=f=0.5:d=0.6,volume=0.15,afade=t=in:d=1,afade=t=out:st=5:d=1[a]" \
	-map '[v]' -map '[a]' -t 6 \
	-c:v libx264 -profile:v high -preset veryslow -crf 27 -tag:v avc1 -c:a aac -b:a 48k \
	-map_metadata -1 -movflags +faststart veo-sandbox.mp4
