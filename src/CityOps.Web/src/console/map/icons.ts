import type { Map } from 'maplibre-gl';
import { levels, toiletColour } from '../palette';

// Drawn here: nothing of the map comes from elsewhere. Twice the size, for sharp screens.
const scale = 2;

/** Adds the pictures that the map's symbols use: a drop for each level of water, and the toilet's sign. */
export function addIcons(map: Map): void {
  for (const { code, colour } of levels) map.addImage(`drop-${code}`, drop(colour), { pixelRatio: scale });
  map.addImage('toilet', toilet(), { pixelRatio: scale });
}

function drop(colour: string): ImageData {
  return draw(26, 30, (pen) => {
    pen.beginPath();
    pen.moveTo(13, 2);
    pen.bezierCurveTo(16, 8, 23, 12, 23, 19);
    pen.bezierCurveTo(23, 25, 18.5, 28, 13, 28);
    pen.bezierCurveTo(7.5, 28, 3, 25, 3, 19);
    pen.bezierCurveTo(3, 12, 10, 8, 13, 2);
    pen.closePath();
    pen.fillStyle = colour;
    pen.fill();
    pen.lineWidth = 2;
    pen.strokeStyle = '#fff';
    pen.stroke();
    // Two waves: water, not just any pin.
    pen.lineWidth = 1.6;
    pen.lineCap = 'round';
    for (const y of [18, 22]) {
      pen.beginPath();
      pen.moveTo(8, y);
      pen.quadraticCurveTo(10.5, y - 2.5, 13, y);
      pen.quadraticCurveTo(15.5, y + 2.5, 18, y);
      pen.stroke();
    }
  });
}

function toilet(): ImageData {
  return draw(24, 24, (pen) => {
    pen.beginPath();
    pen.roundRect(2, 2, 20, 20, 5);
    pen.fillStyle = toiletColour;
    pen.fill();
    pen.lineWidth = 1.8;
    pen.strokeStyle = '#fff';
    pen.stroke();
    pen.fillStyle = '#fff';
    person(pen, 8.2, (x) => {
      pen.moveTo(x - 2.3, 9.5);
      pen.lineTo(x + 2.3, 9.5);
      pen.lineTo(x + 1.3, 18);
      pen.lineTo(x - 1.3, 18);
    });
    person(pen, 15.8, (x) => {
      pen.moveTo(x, 9);
      pen.lineTo(x + 3, 15);
      pen.lineTo(x + 1.2, 15);
      pen.lineTo(x + 1.2, 18);
      pen.lineTo(x - 1.2, 18);
      pen.lineTo(x - 1.2, 15);
      pen.lineTo(x - 3, 15);
    });
    pen.fillRect(11.6, 5.5, 0.8, 13);
  });
}

function person(pen: CanvasRenderingContext2D, x: number, body: (x: number) => void): void {
  pen.beginPath();
  pen.arc(x, 7, 1.7, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  body(x);
  pen.closePath();
  pen.fill();
}

function draw(width: number, height: number, paint: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser has no 2D canvas.');
  pen.scale(scale, scale);
  paint(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
