/** Whether a visitor has begun to fill a form in; the country was there before. */
export default (form) =>
  [...form.elements].some(({ type, name, value, checked }) => {
    if (/checkbox|radio/.test(type)) return checked;
    if (/hidden|submit|fieldset/.test(type) || /country|website/.test(name)) return false;
    return !!value.trim();
  });
