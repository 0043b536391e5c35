/**
 * The script of a page. It only adds to what is there: a button that copies a command. Without it the page says the same.
 */
export const SCRIPT = `(()=>{
const d=document
const buttons=r=>r.querySelectorAll('pre:not([data-b])').forEach(p=>{
if(p.closest('details:not([open])'))return
p.dataset.b=''
const b=d.createElement('button');b.type='button';b.className='copy';b.textContent='Copy'
b.onclick=async()=>{try{await navigator.clipboard.writeText(p.textContent);b.textContent='Copied'}
catch{getSelection().selectAllChildren(p);b.textContent='Selected'}
setTimeout(()=>{b.textContent='Copy'},1500)}
p.after(b)})
d.addEventListener('toggle',e=>{if(e.target.open)buttons(e.target)},true)
buttons(d)
})()`
