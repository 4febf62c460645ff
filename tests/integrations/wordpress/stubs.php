<?php
// As much of WordPress as the plugin calls: hooks, options, escaping, roles. What escapes or
// cleans here does so by the rules of WordPress, for the tests lean on it.

define( 'ABSPATH', '/' );

$site = array(
	'options' => array(),
	'roles'   => array(), // of the present user
	'can'     => array(),
	'admin'   => false,
	'hooks'   => array(),
	'queue'   => array(),
	'errors'  => array(),
	'setting' => null,
	'pages'   => array(),
);

function add_action( $name, $call ) { $GLOBALS['site']['hooks'][ $name ][] = $call; }
function add_filter( $name, $call ) { $GLOBALS['site']['hooks'][ $name ][] = $call; }
function do_action( $name ) {
	foreach ( $GLOBALS['site']['hooks'][ $name ] ?? array() as $call ) {
		call_user_func( $call );
	}
}
function apply_filters( $name, $value, ...$more ) {
	foreach ( $GLOBALS['site']['hooks'][ $name ] ?? array() as $call ) {
		$value = call_user_func( $call, $value, ...$more );
	}
	return $value;
}

function is_admin() { return $GLOBALS['site']['admin']; }
function is_multisite() { return false; }
function plugin_basename( $file ) { return basename( dirname( $file ) ) . '/' . basename( $file ); }
function admin_url( $path ) { return 'https://site.example/wp-admin/' . $path; }
function current_user_can( $right ) { return in_array( $right, $GLOBALS['site']['can'], true ); }
function wp_get_current_user() { return (object) array( 'roles' => $GLOBALS['site']['roles'] ); }
function wp_roles() {
	return new class() {
		public function get_names() {
			return array( 'administrator' => 'Administrator', 'editor' => 'Editor', 'subscriber' => 'Subscriber' );
		}
	};
}
function translate_user_role( $name ) { return $name; }

function get_option( $name, $default = false ) { return $GLOBALS['site']['options'][ $name ] ?? $default; }
function delete_option( $name ) { unset( $GLOBALS['site']['options'][ $name ] ); }
function register_setting( $group, $name, $about ) {
	$GLOBALS['site']['setting'] = compact( 'group', 'name', 'about' );
}
function add_settings_error( $setting, $code, $message ) {
	$GLOBALS['site']['errors'][ $code ] = $message;
}
function add_options_page( $title, $menu, $right, $page, $draw ) {
	$GLOBALS['site']['pages'][ $page ] = compact( 'title', 'menu', 'right', 'draw' );
}
function settings_fields( $group ) {
	echo '<input type="hidden" name="option_page" value="' . esc_attr( $group ) . '">';
	echo '<input type="hidden" name="_wpnonce" value="0123456789">';
}
function submit_button() { echo '<input type="submit">'; }
function get_admin_page_title() { return 'Lucep Callback'; }
function checked( $one, $other, $echo ) { return $one === $other ? " checked='checked'" : ''; }
function selected( $one, $other, $echo ) { return $one === $other ? " selected='selected'" : ''; }

function wp_enqueue_script( $handle, $source, $needs, $version, $footer ) {
	$GLOBALS['site']['queue'][ $handle ] = $source;
}
function printed_scripts() {
	$printed = '';
	foreach ( $GLOBALS['site']['queue'] as $handle => $source ) {
		$tag      = sprintf( "<script src='%s' id='%s-js'></script>\n", esc_url( $source ), esc_attr( $handle ) );
		$printed .= apply_filters( 'script_loader_tag', $tag, $handle, $source );
	}
	return $printed;
}

function __( $text, $domain ) {
	if ( 'lucep-callback' !== $domain ) {
		throw new Exception( "$text: text domain $domain" );
	}
	return $text;
}
function esc_html__( $text, $domain ) { return esc_html( __( $text, $domain ) ); }
function esc_html( $text ) { return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false ); }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false ); }
function esc_url_raw( $url, $protocols = array( 'http', 'https' ) ) {
	$url = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\\x80-\\xff]|i', '', ltrim( $url ) );
	if ( '' !== $url && false === strpos( $url, ':' ) && ! in_array( $url[0], array( '/', '#', '?' ), true ) ) {
		$url = 'http://' . $url;
	}
	return in_array( strtolower( (string) parse_url( $url, PHP_URL_SCHEME ) ), $protocols, true ) ? $url : '';
}
function esc_url( $url ) { return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $url ) ); }
function wp_parse_url( $url ) { return parse_url( $url ); }
function wp_parse_args( $given, $defaults ) { return array_merge( $defaults, $given ); }
function absint( $value ) { return abs( (int) $value ); }
function sanitize_key( $key ) { return preg_replace( '/[^a-z0-9_\-]/', '', strtolower( $key ) ); }
function sanitize_text_field( $text ) {
	return trim( preg_replace( '/[\r\n\t ]+/', ' ', strip_tags( $text ) ) );
}
